package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.Lanes.COUNT;
import static dev.intrain.core.tensor.cpu.Lanes.FLOATS;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * {@link CachedKernel} for keys and values in BF16, stored as {@link Pairs}: the same sums, of what was rounded. Sizes of heads are
 * multiples of {@link #FOUR}.
 *
 * <p>Loops of their own, since the JIT compiles one that chooses its type inside without end; and tokens one after the other, four vectors
 * of the query in registers, since four tokens at once with their folding are more than it takes in one loop.
 */
final class NarrowKernel {
    /** Numbers of four vectors. */
    static final int FOUR = 4 * COUNT;

    /** Numbers of the lanes of a query and COUNT tokens. */
    static final int LANES = COUNT * COUNT;

    private static final int HALF = COUNT / 2 * COUNT;
    private static final int QUARTER = COUNT / 4 * COUNT;
    private static final long VECTOR = COUNT * (long) Integer.BYTES;
    private static final float[] ZEROS = new float[COUNT];

    private NarrowKernel() {}

    /**
     * {@code q . key} of COUNT tokens, folded twice.
     *
     * @param lanes room for LANES numbers
     */
    static void dots(
            float[] q, int at, MemorySegment keys, long first, long step, int size, float[] lanes, float[] parts) {
        for (int i = 0; i < size; i += FOUR) {
            float[] start = i == 0 ? ZEROS : lanes;
            lanes(q, at + i, keys, first + (long) i * Short.BYTES, step, start, i == 0 ? 0 : COUNT, lanes);
        }
        fold(lanes, 0, parts, 0);
    }

    /** The same of two queries, which share what is read; the second's lanes and parts follow the first's. */
    static void dots(
            float[] q,
            int one,
            int two,
            MemorySegment keys,
            long first,
            long step,
            int size,
            float[] lanes,
            float[] parts) {
        for (int i = 0; i < size; i += FOUR) {
            float[] start = i == 0 ? ZEROS : lanes;
            int stride = i == 0 ? 0 : COUNT;
            lanes(q, one + i, two + i, keys, first + (long) i * Short.BYTES, step, start, stride, lanes);
        }
        fold(lanes, 0, parts, 0);
        fold(lanes, LANES, parts, CachedKernel.PARTS);
    }

    private static void lanes(
            float[] q, int at, MemorySegment keys, long first, long step, float[] start, int stride, float[] lanes) {
        FloatVector q0 = FloatVector.fromArray(FLOATS, q, at);
        FloatVector q1 = FloatVector.fromArray(FLOATS, q, at + COUNT);
        FloatVector q2 = FloatVector.fromArray(FLOATS, q, at + 2 * COUNT);
        FloatVector q3 = FloatVector.fromArray(FLOATS, q, at + 3 * COUNT);
        long token = first;
        for (int t = 0; t < COUNT; t++) {
            FloatVector sum = FloatVector.fromArray(FLOATS, start, t * stride);
            IntVector key = Pairs.at(keys, token);
            sum = q0.fma(Pairs.first(key), sum);
            sum = q1.fma(Pairs.second(key), sum);
            key = Pairs.at(keys, token + VECTOR);
            sum = q2.fma(Pairs.first(key), sum);
            sum = q3.fma(Pairs.second(key), sum);
            sum.intoArray(lanes, t * COUNT);
            token += step;
        }
    }

    private static void lanes(
            float[] q,
            int one,
            int two,
            MemorySegment keys,
            long first,
            long step,
            float[] start,
            int stride,
            float[] lanes) {
        FloatVector a0 = FloatVector.fromArray(FLOATS, q, one);
        FloatVector a1 = FloatVector.fromArray(FLOATS, q, one + COUNT);
        FloatVector a2 = FloatVector.fromArray(FLOATS, q, one + 2 * COUNT);
        FloatVector a3 = FloatVector.fromArray(FLOATS, q, one + 3 * COUNT);
        FloatVector b0 = FloatVector.fromArray(FLOATS, q, two);
        FloatVector b1 = FloatVector.fromArray(FLOATS, q, two + COUNT);
        FloatVector b2 = FloatVector.fromArray(FLOATS, q, two + 2 * COUNT);
        FloatVector b3 = FloatVector.fromArray(FLOATS, q, two + 3 * COUNT);
        // Zeros have a stride of 0 and are the same for both.
        int second = COUNT * stride;
        long token = first;
        for (int t = 0; t < COUNT; t++) {
            FloatVector a = FloatVector.fromArray(FLOATS, start, t * stride);
            FloatVector b = FloatVector.fromArray(FLOATS, start, second + t * stride);
            IntVector pairs = Pairs.at(keys, token);
            FloatVector key = Pairs.first(pairs);
            a = a0.fma(key, a);
            b = b0.fma(key, b);
            key = Pairs.second(pairs);
            a = a1.fma(key, a);
            b = b1.fma(key, b);
            pairs = Pairs.at(keys, token + VECTOR);
            key = Pairs.first(pairs);
            a = a2.fma(key, a);
            b = b2.fma(key, b);
            key = Pairs.second(pairs);
            a = a3.fma(key, a);
            b = b3.fma(key, b);
            a.intoArray(lanes, t * COUNT);
            b.intoArray(lanes, LANES + t * COUNT);
            token += step;
        }
    }

    private static void fold(float[] lanes, int from, float[] parts, int to) {
        for (int part = 0; part < COUNT / 4; part++) {
            int at = from + CachedKernel.FIRST[part] * COUNT;
            FloatVector a = FloatVector.fromArray(FLOATS, lanes, at);
            FloatVector b = FloatVector.fromArray(FLOATS, lanes, at + HALF);
            FloatVector c = FloatVector.fromArray(FLOATS, lanes, at + QUARTER);
            FloatVector d = FloatVector.fromArray(FLOATS, lanes, at + HALF + QUARTER);
            CachedKernel.four(a, b, c, d).intoArray(parts, to + part * COUNT);
        }
    }

    /** {@code sums[i] += sum_t weights[t] values[t,i]}, t rising, tokens {@code step} bytes apart. */
    static void add(
            MemorySegment values,
            long bytes,
            long step,
            int count,
            float[] weights,
            int at,
            float[] sums,
            int to,
            int size) {
        for (int i = 0; i < size; i += Pairs.RUN) {
            FloatVector a = FloatVector.fromArray(FLOATS, sums, to + i);
            FloatVector b = FloatVector.fromArray(FLOATS, sums, to + i + COUNT);
            long offset = bytes + (long) i * Short.BYTES;
            for (int t = 0; t < count; t++) {
                FloatVector weight = FloatVector.broadcast(FLOATS, weights[at + t]);
                IntVector value = Pairs.at(values, offset);
                a = weight.fma(Pairs.first(value), a);
                b = weight.fma(Pairs.second(value), b);
                offset += step;
            }
            a.intoArray(sums, to + i);
            b.intoArray(sums, to + i + COUNT);
        }
    }

    /** The same of two rows of weights into two rows of sums, which share what is read. */
    static void add(
            MemorySegment values,
            long bytes,
            long step,
            int count,
            float[] weights,
            int one,
            int two,
            float[] sums,
            int first,
            int second,
            int size) {
        for (int i = 0; i < size; i += Pairs.RUN) {
            FloatVector a = FloatVector.fromArray(FLOATS, sums, first + i);
            FloatVector b = FloatVector.fromArray(FLOATS, sums, first + i + COUNT);
            FloatVector c = FloatVector.fromArray(FLOATS, sums, second + i);
            FloatVector d = FloatVector.fromArray(FLOATS, sums, second + i + COUNT);
            long offset = bytes + (long) i * Short.BYTES;
            for (int t = 0; t < count; t++) {
                FloatVector left = FloatVector.broadcast(FLOATS, weights[one + t]);
                FloatVector right = FloatVector.broadcast(FLOATS, weights[two + t]);
                IntVector pairs = Pairs.at(values, offset);
                FloatVector value = Pairs.first(pairs);
                a = left.fma(value, a);
                c = right.fma(value, c);
                value = Pairs.second(pairs);
                b = left.fma(value, b);
                d = right.fma(value, d);
                offset += step;
            }
            a.intoArray(sums, first + i);
            b.intoArray(sums, first + i + COUNT);
            c.intoArray(sums, second + i);
            d.intoArray(sums, second + i + COUNT);
        }
    }
}
