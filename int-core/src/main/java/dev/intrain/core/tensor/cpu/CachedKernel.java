package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.Lanes.COUNT;
import static dev.intrain.core.tensor.cpu.Lanes.FLOATS;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * The inner loops of {@link CachedRow}: one query head against a vector's worth of tokens.
 *
 * <p>Dot products of so many tokens are folded together: two vectors become one that holds the first's sums of halves in its lower lanes
 * and the second's in its upper ones, then four become one, until each lane is a token's sum. Each addition is one that {@link Lanes#sum}
 * makes, so the bits are its.
 */
final class CachedKernel {
    /** Numbers between {@link #dots} and {@link #fold}. */
    static final int PARTS = COUNT / 4 * COUNT;

    /** The first token of each part: in this order tokens rise in the end. */
    static final int[] FIRST = COUNT == 16 ? new int[] {0, 2, 1, 3} : COUNT == 8 ? new int[] {0, 1} : new int[1];

    private static final Fold HALVES = new Fold(COUNT / 2);
    private static final Fold QUARTERS = new Fold(COUNT / 4);
    private static final Fold PAIRS = new Fold(2);
    private static final Fold NEIGHBOURS = new Fold(1);

    private static final long HALF = COUNT / 2;
    private static final long QUARTER = COUNT / 4;
    private static final int LINE = 64;
    private static final long VECTOR = COUNT * (long) Float.BYTES;

    private CachedKernel() {}

    /**
     * How two vectors become one: lanes whose number has the bit hold b's sums, the others a's, each of itself and the lane without or with
     * that bit.
     *
     * @param second lanes that are b's
     * @param partner the other lane of each sum
     * @param sources the same, as lanes of a, then of b: one instruction where vectors are of 16
     */
    private record Fold(VectorMask<Float> second, VectorShuffle<Float> partner, FloatVector sources) {
        Fold(int bit) {
            this(lanesWith(bit), VectorShuffle.fromOp(FLOATS, i -> i ^ bit), sources(bit));
        }

        private static VectorMask<Float> lanesWith(int bit) {
            boolean[] set = new boolean[COUNT];
            for (int i = 0; i < COUNT; i++) {
                set[i] = (i & bit) != 0;
            }
            return VectorMask.fromArray(FLOATS, set, 0);
        }

        private static FloatVector sources(int bit) {
            float[] lanes = new float[COUNT];
            for (int i = 0; i < COUNT; i++) {
                lanes[i] = (i ^ bit) + ((i & bit) == 0 ? 0 : COUNT);
            }
            return FloatVector.fromArray(FLOATS, lanes, 0);
        }

        FloatVector of(FloatVector a, FloatVector b) {
            FloatVector others =
                    COUNT == 16 ? sources.selectFrom(a, b) : b.blend(a, second).rearrange(partner);
            return a.blend(b, second).add(others);
        }
    }

    /**
     * Reads a number of every line of four blocks in turn, for their places in the caches: four streams run ahead of one another where one
     * would wait for each line. The result is good for nothing but being kept.
     *
     * @param starts where the four blocks start, in bytes
     * @param tokens of each
     * @param step bytes from token to token
     * @param bytes of each token
     */
    static int touch(MemorySegment memory, long[] starts, int tokens, long step, int bytes) {
        long a = starts[0];
        long b = starts[1];
        long c = starts[2];
        long d = starts[3];
        int all = 0;
        for (int t = 0; t < tokens; t++) {
            for (int i = 0; i < bytes; i += LINE) {
                long at = t * step + i;
                all ^= memory.get(JAVA_INT_UNALIGNED, a + at);
                all ^= memory.get(JAVA_INT_UNALIGNED, b + at);
                all ^= memory.get(JAVA_INT_UNALIGNED, c + at);
                all ^= memory.get(JAVA_INT_UNALIGNED, d + at);
            }
        }
        return all;
    }

    /**
     * {@code q . key} of COUNT tokens, {@code step} bytes apart, folded twice: {@code parts} holds COUNT/4 vectors of four tokens each.
     *
     * @param size a multiple of COUNT
     */
    static void dots(float[] q, int start, MemorySegment keys, long first, long step, int size, float[] parts) {
        for (int part = 0; part < COUNT / 4; part++) {
            long at = first + FIRST[part] * step;
            FloatVector a = FloatVector.zero(FLOATS);
            FloatVector b = FloatVector.zero(FLOATS);
            FloatVector c = FloatVector.zero(FLOATS);
            FloatVector d = FloatVector.zero(FLOATS);
            for (int i = 0; i < size; i += COUNT) {
                FloatVector query = FloatVector.fromArray(FLOATS, q, start + i);
                a = query.fma(FloatVector.fromMemorySegment(FLOATS, keys, at, LITTLE_ENDIAN), a);
                b = query.fma(FloatVector.fromMemorySegment(FLOATS, keys, at + HALF * step, LITTLE_ENDIAN), b);
                c = query.fma(FloatVector.fromMemorySegment(FLOATS, keys, at + QUARTER * step, LITTLE_ENDIAN), c);
                d = query.fma(
                        FloatVector.fromMemorySegment(FLOATS, keys, at + (HALF + QUARTER) * step, LITTLE_ENDIAN), d);
                at += VECTOR;
            }
            four(a, b, c, d).intoArray(parts, part * COUNT);
        }
    }

    /** The same of two queries, which share what is read; the second's parts follow the first's. */
    static void dots(float[] q, int one, int two, MemorySegment keys, long first, long step, int size, float[] parts) {
        for (int part = 0; part < COUNT / 4; part++) {
            long at = first + FIRST[part] * step;
            FloatVector a = FloatVector.zero(FLOATS);
            FloatVector b = FloatVector.zero(FLOATS);
            FloatVector c = FloatVector.zero(FLOATS);
            FloatVector d = FloatVector.zero(FLOATS);
            FloatVector e = FloatVector.zero(FLOATS);
            FloatVector f = FloatVector.zero(FLOATS);
            FloatVector g = FloatVector.zero(FLOATS);
            FloatVector h = FloatVector.zero(FLOATS);
            for (int i = 0; i < size; i += COUNT) {
                FloatVector left = FloatVector.fromArray(FLOATS, q, one + i);
                FloatVector right = FloatVector.fromArray(FLOATS, q, two + i);
                FloatVector key = FloatVector.fromMemorySegment(FLOATS, keys, at, LITTLE_ENDIAN);
                a = left.fma(key, a);
                e = right.fma(key, e);
                key = FloatVector.fromMemorySegment(FLOATS, keys, at + HALF * step, LITTLE_ENDIAN);
                b = left.fma(key, b);
                f = right.fma(key, f);
                key = FloatVector.fromMemorySegment(FLOATS, keys, at + QUARTER * step, LITTLE_ENDIAN);
                c = left.fma(key, c);
                g = right.fma(key, g);
                key = FloatVector.fromMemorySegment(FLOATS, keys, at + (HALF + QUARTER) * step, LITTLE_ENDIAN);
                d = left.fma(key, d);
                h = right.fma(key, h);
                at += VECTOR;
            }
            four(a, b, c, d).intoArray(parts, part * COUNT);
            four(e, f, g, h).intoArray(parts, PARTS + part * COUNT);
        }
    }

    /** Two folds of the lanes of four tokens. */
    static FloatVector four(FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
        return QUARTERS.of(HALVES.of(a, b), HALVES.of(c, d));
    }

    /** Folds the parts that start at {@code from} into the COUNT sums. */
    static void fold(float[] parts, int from, float[] into, int at) {
        FloatVector first = FloatVector.fromArray(FLOATS, parts, from);
        if (COUNT == 8) {
            first = NEIGHBOURS.of(first, FloatVector.fromArray(FLOATS, parts, from + COUNT));
        } else if (COUNT == 16) {
            FloatVector even = PAIRS.of(first, FloatVector.fromArray(FLOATS, parts, from + COUNT));
            FloatVector third = FloatVector.fromArray(FLOATS, parts, from + 2 * COUNT);
            FloatVector odd = PAIRS.of(third, FloatVector.fromArray(FLOATS, parts, from + 3 * COUNT));
            first = NEIGHBOURS.of(even, odd);
        }
        first.intoArray(into, at);
    }

    /**
     * {@code sums[i] += sum_t weights[t] values[t,i]}, t rising, tokens {@code step} bytes apart.
     *
     * @param size a multiple of COUNT
     */
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
        int i = 0;
        for (; i <= size - 4 * COUNT; i += 4 * COUNT) {
            addFour(values, bytes + (long) i * Float.BYTES, step, count, weights, at, sums, to + i);
        }
        for (; i < size; i += COUNT) {
            FloatVector sum = FloatVector.fromArray(FLOATS, sums, to + i);
            long offset = bytes + (long) i * Float.BYTES;
            for (int t = 0; t < count; t++) {
                FloatVector weight = FloatVector.broadcast(FLOATS, weights[at + t]);
                sum = weight.fma(FloatVector.fromMemorySegment(FLOATS, values, offset, LITTLE_ENDIAN), sum);
                offset += step;
            }
            sum.intoArray(sums, to + i);
        }
    }

    private static void addFour(
            MemorySegment values, long bytes, long step, int count, float[] weights, int at, float[] sums, int to) {
        FloatVector a = FloatVector.fromArray(FLOATS, sums, to);
        FloatVector b = FloatVector.fromArray(FLOATS, sums, to + COUNT);
        FloatVector c = FloatVector.fromArray(FLOATS, sums, to + 2 * COUNT);
        FloatVector d = FloatVector.fromArray(FLOATS, sums, to + 3 * COUNT);
        long offset = bytes;
        for (int t = 0; t < count; t++) {
            FloatVector weight = FloatVector.broadcast(FLOATS, weights[at + t]);
            a = weight.fma(FloatVector.fromMemorySegment(FLOATS, values, offset, LITTLE_ENDIAN), a);
            b = weight.fma(FloatVector.fromMemorySegment(FLOATS, values, offset + VECTOR, LITTLE_ENDIAN), b);
            c = weight.fma(FloatVector.fromMemorySegment(FLOATS, values, offset + 2 * VECTOR, LITTLE_ENDIAN), c);
            d = weight.fma(FloatVector.fromMemorySegment(FLOATS, values, offset + 3 * VECTOR, LITTLE_ENDIAN), d);
            offset += step;
        }
        a.intoArray(sums, to);
        b.intoArray(sums, to + COUNT);
        c.intoArray(sums, to + 2 * COUNT);
        d.intoArray(sums, to + 3 * COUNT);
    }

    /** The same of two rows of weights into two rows of sums, which share what is read, {@code 2 * COUNT} of each at a time. */
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
        for (int i = 0; i < size; i += 2 * COUNT) {
            FloatVector a = FloatVector.fromArray(FLOATS, sums, first + i);
            FloatVector b = FloatVector.fromArray(FLOATS, sums, first + i + COUNT);
            FloatVector c = FloatVector.fromArray(FLOATS, sums, second + i);
            FloatVector d = FloatVector.fromArray(FLOATS, sums, second + i + COUNT);
            long offset = bytes + (long) i * Float.BYTES;
            for (int t = 0; t < count; t++) {
                FloatVector left = FloatVector.broadcast(FLOATS, weights[one + t]);
                FloatVector right = FloatVector.broadcast(FLOATS, weights[two + t]);
                FloatVector value = FloatVector.fromMemorySegment(FLOATS, values, offset, LITTLE_ENDIAN);
                a = left.fma(value, a);
                c = right.fma(value, c);
                value = FloatVector.fromMemorySegment(FLOATS, values, offset + VECTOR, LITTLE_ENDIAN);
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
