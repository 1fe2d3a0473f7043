package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.Lanes.COUNT;
import static dev.intrain.core.tensor.cpu.Lanes.FLOATS;
import static dev.intrain.core.tensor.cpu.Lanes.INTS;
import static dev.intrain.core.tensor.cpu.PackedWeights.PAIR_BYTES;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * The inner loops of {@link FewRowProduct}: one row by four vectors of outputs, and four rows by two.
 *
 * <p>{@code c[i,j] = sum_p x[i,p] w[j,p]}, one fused multiply-add a step, pairs of p rising, in a pair the odd one first: {@link MatrixProduct}'s order in
 * BF16, hence its bits. A pair's weights
 * come as one 32-bit number: shifted left it is the even one, masked the odd one. One row is bound by reading weights, four by multiply-adds.
 */
final class FewRowKernel {
    /** Rows of {@link #four}. */
    static final int ROWS = 4;

    private static final long VECTOR_BYTES = COUNT * (long) Integer.BYTES;

    private FewRowKernel() {}

    /** Into c: 4*COUNT sums of {@code depth} products; the pair at {@code at} belongs to {@code x[start]} and {@code x[start + 1]}. */
    static void one(float[] x, int start, MemorySegment w, long at, int depth, float[] c, int to) {
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = FloatVector.zero(FLOATS);
        FloatVector s2 = FloatVector.zero(FLOATS);
        FloatVector s3 = FloatVector.zero(FLOATS);
        int even = depth & ~1;
        long pair = at;
        for (int p = 0; p < even; p += 2) {
            IntVector w0 = IntVector.fromMemorySegment(INTS, w, pair, LITTLE_ENDIAN);
            IntVector w1 = IntVector.fromMemorySegment(INTS, w, pair + VECTOR_BYTES, LITTLE_ENDIAN);
            IntVector w2 = IntVector.fromMemorySegment(INTS, w, pair + 2 * VECTOR_BYTES, LITTLE_ENDIAN);
            IntVector w3 = IntVector.fromMemorySegment(INTS, w, pair + 3 * VECTOR_BYTES, LITTLE_ENDIAN);
            FloatVector b = FloatVector.broadcast(FLOATS, x[start + p + 1]);
            s0 = b.fma(Pairs.second(w0), s0);
            s1 = b.fma(Pairs.second(w1), s1);
            s2 = b.fma(Pairs.second(w2), s2);
            s3 = b.fma(Pairs.second(w3), s3);
            FloatVector a = FloatVector.broadcast(FLOATS, x[start + p]);
            s0 = a.fma(Pairs.first(w0), s0);
            s1 = a.fma(Pairs.first(w1), s1);
            s2 = a.fma(Pairs.first(w2), s2);
            s3 = a.fma(Pairs.first(w3), s3);
            pair += PAIR_BYTES;
        }
        if (even < depth) {
            FloatVector a = FloatVector.broadcast(FLOATS, x[start + even]);
            s0 = a.fma(Pairs.first(IntVector.fromMemorySegment(INTS, w, pair, LITTLE_ENDIAN)), s0);
            s1 = a.fma(Pairs.first(IntVector.fromMemorySegment(INTS, w, pair + VECTOR_BYTES, LITTLE_ENDIAN)), s1);
            s2 = a.fma(Pairs.first(IntVector.fromMemorySegment(INTS, w, pair + 2 * VECTOR_BYTES, LITTLE_ENDIAN)), s2);
            s3 = a.fma(Pairs.first(IntVector.fromMemorySegment(INTS, w, pair + 3 * VECTOR_BYTES, LITTLE_ENDIAN)), s3);
        }
        s0.intoArray(c, to);
        s1.intoArray(c, to + COUNT);
        s2.intoArray(c, to + 2 * COUNT);
        s3.intoArray(c, to + 3 * COUNT);
    }

    /** Into c, rows {@code cStride} apart: 2*COUNT sums each for four rows of x, {@code xStride} apart. */
    static void four(
            float[] x, int start, int xStride, MemorySegment w, long at, int depth, float[] c, int to, int cStride) {
        FloatVector u0 = FloatVector.zero(FLOATS);
        FloatVector v0 = FloatVector.zero(FLOATS);
        FloatVector u1 = FloatVector.zero(FLOATS);
        FloatVector v1 = FloatVector.zero(FLOATS);
        FloatVector u2 = FloatVector.zero(FLOATS);
        FloatVector v2 = FloatVector.zero(FLOATS);
        FloatVector u3 = FloatVector.zero(FLOATS);
        FloatVector v3 = FloatVector.zero(FLOATS);
        int even = depth & ~1;
        long pair = at;
        for (int p = start; p < start + even; p += 2) {
            IntVector w0 = IntVector.fromMemorySegment(INTS, w, pair, LITTLE_ENDIAN);
            IntVector w1 = IntVector.fromMemorySegment(INTS, w, pair + VECTOR_BYTES, LITTLE_ENDIAN);
            FloatVector low = Pairs.second(w0);
            FloatVector next = Pairs.second(w1);
            FloatVector a = FloatVector.broadcast(FLOATS, x[p + 1]);
            u0 = a.fma(low, u0);
            v0 = a.fma(next, v0);
            a = FloatVector.broadcast(FLOATS, x[p + 1 + xStride]);
            u1 = a.fma(low, u1);
            v1 = a.fma(next, v1);
            a = FloatVector.broadcast(FLOATS, x[p + 1 + 2 * xStride]);
            u2 = a.fma(low, u2);
            v2 = a.fma(next, v2);
            a = FloatVector.broadcast(FLOATS, x[p + 1 + 3 * xStride]);
            u3 = a.fma(low, u3);
            v3 = a.fma(next, v3);
            low = Pairs.first(w0);
            next = Pairs.first(w1);
            a = FloatVector.broadcast(FLOATS, x[p]);
            u0 = a.fma(low, u0);
            v0 = a.fma(next, v0);
            a = FloatVector.broadcast(FLOATS, x[p + xStride]);
            u1 = a.fma(low, u1);
            v1 = a.fma(next, v1);
            a = FloatVector.broadcast(FLOATS, x[p + 2 * xStride]);
            u2 = a.fma(low, u2);
            v2 = a.fma(next, v2);
            a = FloatVector.broadcast(FLOATS, x[p + 3 * xStride]);
            u3 = a.fma(low, u3);
            v3 = a.fma(next, v3);
            pair += PAIR_BYTES;
        }
        if (even < depth) {
            int p = start + even;
            FloatVector low = Pairs.first(IntVector.fromMemorySegment(INTS, w, pair, LITTLE_ENDIAN));
            FloatVector next = Pairs.first(IntVector.fromMemorySegment(INTS, w, pair + VECTOR_BYTES, LITTLE_ENDIAN));
            FloatVector a = FloatVector.broadcast(FLOATS, x[p]);
            u0 = a.fma(low, u0);
            v0 = a.fma(next, v0);
            a = FloatVector.broadcast(FLOATS, x[p + xStride]);
            u1 = a.fma(low, u1);
            v1 = a.fma(next, v1);
            a = FloatVector.broadcast(FLOATS, x[p + 2 * xStride]);
            u2 = a.fma(low, u2);
            v2 = a.fma(next, v2);
            a = FloatVector.broadcast(FLOATS, x[p + 3 * xStride]);
            u3 = a.fma(low, u3);
            v3 = a.fma(next, v3);
        }
        u0.intoArray(c, to);
        v0.intoArray(c, to + COUNT);
        u1.intoArray(c, to + cStride);
        v1.intoArray(c, to + cStride + COUNT);
        u2.intoArray(c, to + 2 * cStride);
        v2.intoArray(c, to + 2 * cStride + COUNT);
        u3.intoArray(c, to + 3 * cStride);
        v3.intoArray(c, to + 3 * cStride + COUNT);
    }
}
