package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.Lanes.COUNT;
import static dev.intrain.core.tensor.cpu.Lanes.FLOATS;
import static dev.intrain.core.tensor.cpu.MicroKernel.COLUMNS;
import static dev.intrain.core.tensor.cpu.MicroKernel.ROWS;

import jdk.incubator.vector.FloatVector;

/**
 * The inner loops of {@link CachedRows}: dot products of a tile of queries and tokens, {@link MicroKernel}'s size.
 *
 * <p>Where {@link CachedKernel} holds dimensions in the lanes of a vector, here they are tokens: the vector that holds lane l of many dot
 * products is added to that of another lane, so nothing changes places. The additions are {@link Lanes#sum}'s, and the bits too.
 */
final class CachedTile {
    private static final int LANES = COUNT * COUNT;

    /** Numbers between {@link #lanes} and {@link #sums}. */
    static final int PARTS = 2 * ROWS * LANES;

    private CachedTile() {}

    /**
     * The lanes of {@code q . key}, not added yet: lane l is the sum over every COUNT'th dimension from l on. Into parts, COUNT tokens
     * together: [queries, 2, lanes, COUNT].
     *
     * @param size numbers in a query, a multiple of COUNT
     * @param panel keys, tokens together: [size, COLUMNS] from {@code at} on
     */
    static void lanes(float[] q, int start, int size, float[] panel, int at, float[] parts) {
        for (int lane = 0; lane < COUNT; lane++) {
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
            for (int i = lane; i < size; i += COUNT) {
                FloatVector u = FloatVector.fromArray(FLOATS, panel, at + i * COLUMNS);
                FloatVector v = FloatVector.fromArray(FLOATS, panel, at + i * COLUMNS + COUNT);
                FloatVector x = FloatVector.broadcast(FLOATS, q[start + i]);
                u0 = x.fma(u, u0);
                v0 = x.fma(v, v0);
                x = FloatVector.broadcast(FLOATS, q[start + size + i]);
                u1 = x.fma(u, u1);
                v1 = x.fma(v, v1);
                x = FloatVector.broadcast(FLOATS, q[start + 2 * size + i]);
                u2 = x.fma(u, u2);
                v2 = x.fma(v, v2);
                x = FloatVector.broadcast(FLOATS, q[start + 3 * size + i]);
                u3 = x.fma(u, u3);
                v3 = x.fma(v, v3);
                x = FloatVector.broadcast(FLOATS, q[start + 4 * size + i]);
                u4 = x.fma(u, u4);
                v4 = x.fma(v, v4);
                x = FloatVector.broadcast(FLOATS, q[start + 5 * size + i]);
                u5 = x.fma(u, u5);
                v5 = x.fma(v, v5);
            }
            int to = lane * COUNT;
            u0.intoArray(parts, to);
            v0.intoArray(parts, to + LANES);
            u1.intoArray(parts, to + 2 * LANES);
            v1.intoArray(parts, to + 3 * LANES);
            u2.intoArray(parts, to + 4 * LANES);
            v2.intoArray(parts, to + 5 * LANES);
            u3.intoArray(parts, to + 6 * LANES);
            v3.intoArray(parts, to + 7 * LANES);
            u4.intoArray(parts, to + 8 * LANES);
            v4.intoArray(parts, to + 9 * LANES);
            u5.intoArray(parts, to + 10 * LANES);
            v5.intoArray(parts, to + 11 * LANES);
        }
    }

    /** Adds the lanes of a tile in {@link Lanes#sum}'s order, into rows {@code stride} apart. */
    static void sums(float[] parts, float[] into, int at, int stride) {
        for (int row = 0; row < ROWS; row++) {
            sum(parts, 2 * row * LANES).intoArray(into, at + row * stride);
            sum(parts, (2 * row + 1) * LANES).intoArray(into, at + row * stride + COUNT);
        }
    }

    private static FloatVector sum(float[] parts, int at) {
        FloatVector even = every4th(parts, at).add(every4th(parts, at + 2 * COUNT));
        return even.add(every4th(parts, at + COUNT).add(every4th(parts, at + 3 * COUNT)));
    }

    private static FloatVector every4th(float[] parts, int at) {
        FloatVector first = FloatVector.fromArray(FLOATS, parts, at);
        if (COUNT == 8) {
            first = first.add(FloatVector.fromArray(FLOATS, parts, at + 4 * COUNT));
        } else if (COUNT == 16) {
            FloatVector fifth = FloatVector.fromArray(FLOATS, parts, at + 4 * COUNT);
            first = first.add(FloatVector.fromArray(FLOATS, parts, at + 8 * COUNT));
            first = first.add(fifth.add(FloatVector.fromArray(FLOATS, parts, at + 12 * COUNT)));
        }
        return first;
    }
}
