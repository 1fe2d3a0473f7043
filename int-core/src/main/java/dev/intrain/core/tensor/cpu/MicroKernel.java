package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.Lanes.COUNT;
import static dev.intrain.core.tensor.cpu.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * The inner loop of all matrix products: a tile of 6 rows and two vectors of columns, held in twelve registers.
 *
 * <p>{@code c[i,j] = sum_p a[i,p] b[p,j]}, p rising, one fused multiply-add a step: an element's bits depend on nothing but its row of a,
 * its column of b and the depth, not even on the vector width. b is packed: at step p the tile's columns lie together. Bound by
 * multiply-adds: 12 for 2 vector loads and 6 broadcasts.
 *
 * <p>The two methods differ only in how a is laid out. They store to an array and do nothing else: more calls in one method, and the JIT
 * stops inlining and puts accumulators on the heap.
 */
final class MicroKernel {
    static final int ROWS = 6;
    static final int COLUMNS = 2 * COUNT;

    private MicroKernel() {}

    /** a by rows: {@code a[i,p]} at {@code aStart + i*aStride + p}. */
    static void byRows(
            float[] a, int aStart, int aStride, float[] b, int bStart, int depth, float[] c, int cStart, int cStride) {
        if (depth % 2 == 0) {
            byRowsInPairs(a, aStart, aStride, b, bStart, depth, c, cStart, cStride);
        } else {
            byRowsSingly(a, aStart, aStride, b, bStart, depth, c, cStart, cStride);
        }
    }

    /** Two steps a turn, a sixth faster; as many again, and the JIT would stop inlining. */
    private static void byRowsInPairs(
            float[] a, int aStart, int aStride, float[] b, int bStart, int depth, float[] c, int cStart, int cStride) {
        FloatVector u0 = FloatVector.zero(FLOATS);
        FloatVector v0 = FloatVector.zero(FLOATS);
        FloatVector u1 = FloatVector.zero(FLOATS);
        FloatVector v1 = FloatVector.zero(FLOATS);
        FloatVector u2 = FloatVector.zero(FLOATS);
        FloatVector v2 = FloatVector.zero(FLOATS);
        FloatVector u3 = FloatVector.zero(FLOATS);
        FloatVector v3 = FloatVector.zero(FLOATS);
        FloatVector u4 = FloatVector.zero(FLOATS);
        FloatVector v4 = FloatVector.zero(FLOATS);
        FloatVector u5 = FloatVector.zero(FLOATS);
        FloatVector v5 = FloatVector.zero(FLOATS);
        for (int p = 0; p < depth; p += 2) {
            FloatVector u = FloatVector.fromArray(FLOATS, b, bStart + p * COLUMNS);
            FloatVector v = FloatVector.fromArray(FLOATS, b, bStart + p * COLUMNS + COUNT);
            FloatVector x = FloatVector.broadcast(FLOATS, a[aStart + p]);
            u0 = x.fma(u, u0);
            v0 = x.fma(v, v0);
            x = FloatVector.broadcast(FLOATS, a[aStart + p + aStride]);
            u1 = x.fma(u, u1);
            v1 = x.fma(v, v1);
            x = FloatVector.broadcast(FLOATS, a[aStart + p + 2 * aStride]);
            u2 = x.fma(u, u2);
            v2 = x.fma(v, v2);
            x = FloatVector.broadcast(FLOATS, a[aStart + p + 3 * aStride]);
            u3 = x.fma(u, u3);
            v3 = x.fma(v, v3);
            x = FloatVector.broadcast(FLOATS, a[aStart + p + 4 * aStride]);
            u4 = x.fma(u, u4);
            v4 = x.fma(v, v4);
            x = FloatVector.broadcast(FLOATS, a[aStart + p + 5 * aStride]);
            u5 = x.fma(u, u5);
            v5 = x.fma(v, v5);
            u = FloatVector.fromArray(FLOATS, b, bStart + (p + 1) * COLUMNS);
            v = FloatVector.fromArray(FLOATS, b, bStart + (p + 1) * COLUMNS + COUNT);
            x = FloatVector.broadcast(FLOATS, a[aStart + p + 1]);
            u0 = x.fma(u, u0);
            v0 = x.fma(v, v0);
            x = FloatVector.broadcast(FLOATS, a[aStart + p + 1 + aStride]);
            u1 = x.fma(u, u1);
            v1 = x.fma(v, v1);
            x = FloatVector.broadcast(FLOATS, a[aStart + p + 1 + 2 * aStride]);
            u2 = x.fma(u, u2);
            v2 = x.fma(v, v2);
            x = FloatVector.broadcast(FLOATS, a[aStart + p + 1 + 3 * aStride]);
            u3 = x.fma(u, u3);
            v3 = x.fma(v, v3);
            x = FloatVector.broadcast(FLOATS, a[aStart + p + 1 + 4 * aStride]);
            u4 = x.fma(u, u4);
            v4 = x.fma(v, v4);
            x = FloatVector.broadcast(FLOATS, a[aStart + p + 1 + 5 * aStride]);
            u5 = x.fma(u, u5);
            v5 = x.fma(v, v5);
        }
        u0.intoArray(c, cStart);
        v0.intoArray(c, cStart + COUNT);
        u1.intoArray(c, cStart + cStride);
        v1.intoArray(c, cStart + cStride + COUNT);
        u2.intoArray(c, cStart + 2 * cStride);
        v2.intoArray(c, cStart + 2 * cStride + COUNT);
        u3.intoArray(c, cStart + 3 * cStride);
        v3.intoArray(c, cStart + 3 * cStride + COUNT);
        u4.intoArray(c, cStart + 4 * cStride);
        v4.intoArray(c, cStart + 4 * cStride + COUNT);
        u5.intoArray(c, cStart + 5 * cStride);
        v5.intoArray(c, cStart + 5 * cStride + COUNT);
    }

    private static void byRowsSingly(
            float[] a, int aStart, int aStride, float[] b, int bStart, int depth, float[] c, int cStart, int cStride) {
        FloatVector u0 = FloatVector.zero(FLOATS);
        FloatVector v0 = FloatVector.zero(FLOATS);
        FloatVector u1 = FloatVector.zero(FLOATS);
        FloatVector v1 = FloatVector.zero(FLOATS);
        FloatVector u2 = FloatVector.zero(FLOATS);
        FloatVector v2 = FloatVector.zero(FLOATS);
        FloatVector u3 = FloatVector.zero(FLOATS);
        FloatVector v3 = FloatVector.zero(FLOATS);
        FloatVector u4 = FloatVector.zero(FLOATS);
        FloatVector v4 = FloatVector.zero(FLOATS);
        FloatVector u5 = FloatVector.zero(FLOATS);
        FloatVector v5 = FloatVector.zero(FLOATS);
        for (int p = 0; p < depth; p++) {
            FloatVector u = FloatVector.fromArray(FLOATS, b, bStart + p * COLUMNS);
            FloatVector v = FloatVector.fromArray(FLOATS, b, bStart + p * COLUMNS + COUNT);
            FloatVector x = FloatVector.broadcast(FLOATS, a[aStart + p]);
            u0 = x.fma(u, u0);
            v0 = x.fma(v, v0);
            x = FloatVector.broadcast(FLOATS, a[aStart + p + aStride]);
            u1 = x.fma(u, u1);
            v1 = x.fma(v, v1);
            x = FloatVector.broadcast(FLOATS, a[aStart + p + 2 * aStride]);
            u2 = x.fma(u, u2);
            v2 = x.fma(v, v2);
            x = FloatVector.broadcast(FLOATS, a[aStart + p + 3 * aStride]);
            u3 = x.fma(u, u3);
            v3 = x.fma(v, v3);
            x = FloatVector.broadcast(FLOATS, a[aStart + p + 4 * aStride]);
            u4 = x.fma(u, u4);
            v4 = x.fma(v, v4);
            x = FloatVector.broadcast(FLOATS, a[aStart + p + 5 * aStride]);
            u5 = x.fma(u, u5);
            v5 = x.fma(v, v5);
        }
        u0.intoArray(c, cStart);
        v0.intoArray(c, cStart + COUNT);
        u1.intoArray(c, cStart + cStride);
        v1.intoArray(c, cStart + cStride + COUNT);
        u2.intoArray(c, cStart + 2 * cStride);
        v2.intoArray(c, cStart + 2 * cStride + COUNT);
        u3.intoArray(c, cStart + 3 * cStride);
        v3.intoArray(c, cStart + 3 * cStride + COUNT);
        u4.intoArray(c, cStart + 4 * cStride);
        v4.intoArray(c, cStart + 4 * cStride + COUNT);
        u5.intoArray(c, cStart + 5 * cStride);
        v5.intoArray(c, cStart + 5 * cStride + COUNT);
    }

    /** a by depth: {@code a[i,p]} at {@code aStart + p*aStride + i}. */
    static void byDepth(
            float[] a, int aStart, int aStride, float[] b, int bStart, int depth, float[] c, int cStart, int cStride) {
        FloatVector u0 = FloatVector.zero(FLOATS);
        FloatVector v0 = FloatVector.zero(FLOATS);
        FloatVector u1 = FloatVector.zero(FLOATS);
        FloatVector v1 = FloatVector.zero(FLOATS);
        FloatVector u2 = FloatVector.zero(FLOATS);
        FloatVector v2 = FloatVector.zero(FLOATS);
        FloatVector u3 = FloatVector.zero(FLOATS);
        FloatVector v3 = FloatVector.zero(FLOATS);
        FloatVector u4 = FloatVector.zero(FLOATS);
        FloatVector v4 = FloatVector.zero(FLOATS);
        FloatVector u5 = FloatVector.zero(FLOATS);
        FloatVector v5 = FloatVector.zero(FLOATS);
        for (int p = 0; p < depth; p++) {
            FloatVector u = FloatVector.fromArray(FLOATS, b, bStart + p * COLUMNS);
            FloatVector v = FloatVector.fromArray(FLOATS, b, bStart + p * COLUMNS + COUNT);
            FloatVector x = FloatVector.broadcast(FLOATS, a[aStart + p * aStride]);
            u0 = x.fma(u, u0);
            v0 = x.fma(v, v0);
            x = FloatVector.broadcast(FLOATS, a[aStart + p * aStride + 1]);
            u1 = x.fma(u, u1);
            v1 = x.fma(v, v1);
            x = FloatVector.broadcast(FLOATS, a[aStart + p * aStride + 2]);
            u2 = x.fma(u, u2);
            v2 = x.fma(v, v2);
            x = FloatVector.broadcast(FLOATS, a[aStart + p * aStride + 3]);
            u3 = x.fma(u, u3);
            v3 = x.fma(v, v3);
            x = FloatVector.broadcast(FLOATS, a[aStart + p * aStride + 4]);
            u4 = x.fma(u, u4);
            v4 = x.fma(v, v4);
            x = FloatVector.broadcast(FLOATS, a[aStart + p * aStride + 5]);
            u5 = x.fma(u, u5);
            v5 = x.fma(v, v5);
        }
        u0.intoArray(c, cStart);
        v0.intoArray(c, cStart + COUNT);
        u1.intoArray(c, cStart + cStride);
        v1.intoArray(c, cStart + cStride + COUNT);
        u2.intoArray(c, cStart + 2 * cStride);
        v2.intoArray(c, cStart + 2 * cStride + COUNT);
        u3.intoArray(c, cStart + 3 * cStride);
        v3.intoArray(c, cStart + 3 * cStride + COUNT);
        u4.intoArray(c, cStart + 4 * cStride);
        v4.intoArray(c, cStart + 4 * cStride + COUNT);
        u5.intoArray(c, cStart + 5 * cStride);
        v5.intoArray(c, cStart + 5 * cStride + COUNT);
    }
}
