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
 * The inner loops of {@link CachedAttention}: one query head against a vector's worth of tokens.
 *
 * <p>Dot products of so many tokens are folded together: two vectors become one that holds the first's sums of halves in its lower lanes
 * and the second's in its upper ones, then four become one, until each lane is a token's sum. Each addition is one that {@link Lanes#sum}
 * makes, so the bits are its.
 */
final class CachedKernel {
    /** Numbers between {@link #dots} and {@link #fold}. */
    static final int PARTS = COUNT / 4 * COUNT;

    /** The first token of each part: in this order tokens rise in the end. */
    private static final int[] FIRST =
            COUNT == 16 ? new int[] {0, 2, 1, 3} : COUNT == 8 ? new int[] {0, 1} : new int[1];

    private static final VectorMask<Float> UPPER = lanesWith(COUNT / 2);
    private static final VectorMask<Float> UPPER_QUARTERS = lanesWith(COUNT / 4);
    private static final VectorMask<Float> EVERY_SECOND_PAIR = lanesWith(2);
    private static final VectorMask<Float> ODD = lanesWith(1);
    private static final VectorShuffle<Float> HALVES = exchange(COUNT / 2);
    private static final VectorShuffle<Float> QUARTERS = exchange(COUNT / 4);
    private static final VectorShuffle<Float> PAIRS = exchange(2);
    private static final VectorShuffle<Float> NEIGHBOURS = exchange(1);

    private static final int LINE = 64;
    private static final long VECTOR = COUNT * (long) Float.BYTES;

    private CachedKernel() {}

    private static VectorMask<Float> lanesWith(int bit) {
        boolean[] set = new boolean[COUNT];
        for (int i = 0; i < COUNT; i++) {
            set[i] = (i & bit) != 0;
        }
        return VectorMask.fromArray(FLOATS, set, 0);
    }

    private static VectorShuffle<Float> exchange(int bit) {
        return VectorShuffle.fromOp(FLOATS, i -> i ^ bit);
    }

    /** Lanes of a without the mask, of b with it: each the sum of itself and its partner in the shuffle. */
    private static FloatVector fold(
            FloatVector a, FloatVector b, VectorMask<Float> mask, VectorShuffle<Float> partner) {
        return a.blend(b, mask).add(b.blend(a, mask).rearrange(partner));
    }

    /** Reads a number of every line, for its place in the first cache; the result is good for nothing but being kept. */
    static int touch(MemorySegment memory, long from, int bytes) {
        int all = 0;
        for (int at = 0; at < bytes; at += LINE) {
            all ^= memory.get(JAVA_INT_UNALIGNED, from + at);
        }
        return all;
    }

    /**
     * {@code q . key} of COUNT tokens, {@code step} numbers apart, folded twice: {@code parts} holds COUNT/4 vectors of four tokens each.
     *
     * @param size a multiple of COUNT
     */
    static void dots(float[] q, int start, float[] keys, int first, int step, int size, float[] parts) {
        for (int part = 0; part < COUNT / 4; part++) {
            int at = first + FIRST[part] * step;
            FloatVector a = FloatVector.zero(FLOATS);
            FloatVector b = FloatVector.zero(FLOATS);
            FloatVector c = FloatVector.zero(FLOATS);
            FloatVector d = FloatVector.zero(FLOATS);
            for (int i = 0; i < size; i += COUNT) {
                FloatVector query = FloatVector.fromArray(FLOATS, q, start + i);
                a = query.fma(FloatVector.fromArray(FLOATS, keys, at + i), a);
                b = query.fma(FloatVector.fromArray(FLOATS, keys, at + i + COUNT / 2 * step), b);
                c = query.fma(FloatVector.fromArray(FLOATS, keys, at + i + COUNT / 4 * step), c);
                d = query.fma(FloatVector.fromArray(FLOATS, keys, at + i + (COUNT / 2 + COUNT / 4) * step), d);
            }
            FloatVector ab = fold(a, b, UPPER, HALVES);
            FloatVector cd = fold(c, d, UPPER, HALVES);
            fold(ab, cd, UPPER_QUARTERS, QUARTERS).intoArray(parts, part * COUNT);
        }
    }

    /** Folds the parts into the COUNT sums. */
    static void fold(float[] parts, float[] into, int at) {
        FloatVector first = FloatVector.fromArray(FLOATS, parts, 0);
        if (COUNT == 8) {
            first = fold(first, FloatVector.fromArray(FLOATS, parts, COUNT), ODD, NEIGHBOURS);
        } else if (COUNT == 16) {
            FloatVector even = fold(first, FloatVector.fromArray(FLOATS, parts, COUNT), EVERY_SECOND_PAIR, PAIRS);
            FloatVector odd = fold(
                    FloatVector.fromArray(FLOATS, parts, 2 * COUNT),
                    FloatVector.fromArray(FLOATS, parts, 3 * COUNT),
                    EVERY_SECOND_PAIR,
                    PAIRS);
            first = fold(even, odd, ODD, NEIGHBOURS);
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
}
