package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.Attention.BLOCK;
import static dev.intrain.core.tensor.cpu.Lanes.COUNT;
import static dev.intrain.core.tensor.cpu.MicroKernel.COLUMNS;
import static dev.intrain.core.tensor.cpu.MicroKernel.ROWS;

import java.util.Arrays;

/**
 * Attention of several rows of one sequence over its cached beginning, as in prefill, for one head of keys and values: the queries of all
 * rows that see it are the left side of two products, 48 at a time.
 *
 * <p>Keys are turned once into panels of tokens, in which a dot product's lanes are added in {@link Lanes#sum}'s order without moving a
 * lane, and values are added in the order of tokens: the bits are those of {@link CachedRow}. Tokens that a row may not see have the weight
 * 0. Bound by multiply-adds.
 */
final class CachedRows {
    private static final int READ = 0;
    private static final int QUERIES = 1;
    private static final int SCORES = 2;
    private static final int OUT = 3;
    private static final int PARTS = 4;
    private static final int KEY_PANELS = 5;
    private static final int VALUE_PANELS = 6;

    private final CachedAttention.Layer layer;
    private final Heads q;
    private final Heads out;
    private final int first;
    private final int slot;
    private final int[] lengths;
    private final float scale;
    private final int longest;
    private final int group;
    private final int size;
    private final int width;
    private final int stride;
    private final float[] read;
    private final float[] queries;
    private final float[] scores;
    private final float[] sums;
    private final float[] parts;
    private final float[] keyPanels;
    private final float[] valuePanels;
    private final float[] square;

    /**
     * @param first row of q and out
     * @param lengths tokens that each row sees, rising
     */
    CachedRows(
            CachedAttention.Layer layer,
            Heads q,
            Heads out,
            int first,
            int slot,
            int[] lengths,
            float scale,
            Scratch scratch) {
        this.layer = layer;
        this.q = q;
        this.out = out;
        this.first = first;
        this.slot = slot;
        this.lengths = lengths;
        this.scale = scale;
        this.longest = lengths[lengths.length - 1];
        this.group = q.heads() / layer.heads();
        this.size = q.size();
        this.width = Packing.padded(size);
        // A vector more than is needed, or scores of different queries would meet in the same sets of the first cache.
        this.stride = Packing.padded(longest) + COUNT;
        this.read = scratch.floats(READ, longest * size);
        this.queries = scratch.floats(QUERIES, (lengths.length * group + ROWS) * size);
        this.scores = scratch.floats(SCORES, BLOCK * stride);
        this.sums = scratch.floats(OUT, BLOCK * width);
        this.parts = scratch.floats(PARTS, CachedTile.PARTS);
        this.keyPanels = scratch.floats(KEY_PANELS, Packing.padded(longest) * size);
        this.valuePanels = scratch.floats(VALUE_PANELS, longest * width);
        this.square = scratch.square();
    }

    /** @return whether heads of that size can be computed here */
    static boolean takes(int size) {
        return size % COUNT == 0;
    }

    /** Computes that head of keys and values, and of all queries that see it. */
    void run(int head) {
        for (int row = 0; row < lengths.length; row++) {
            Elements.load(q.memory(), at(row * group, head), queries, row * group * size, group * size);
        }
        layer.load(layer.keys(), slot, longest, head, read);
        Packing.acrossRows(read, longest, size, keyPanels, square);
        layer.load(layer.values(), slot, longest, head, read);
        Packing.alongRows(read, longest, size, valuePanels);
        int all = lengths.length * group;
        for (int query = 0; query < all; query += BLOCK) {
            int count = Math.min(BLOCK, all - query);
            scores(query, count);
            for (int i = 0; i < count; i++) {
                int length = lengths[(query + i) / group];
                Attention.probabilities(scores, i * stride, length, scale);
                Arrays.fill(scores, i * stride + length, (i + 1) * stride, 0f);
            }
            sums(query, count);
            for (int i = 0; i < count; i++) {
                Elements.store(sums, i * width, out.memory(), at(query + i, head), size);
            }
        }
    }

    /** Where a query lies; queries of a row lie together. */
    private long at(int query, int head) {
        return ((long) (first + query / group) * q.heads() + (long) head * group + query % group) * size;
    }

    /** Tokens that the last of a tile's queries sees. */
    private int tokens(int tile, int end) {
        return lengths[(Math.min(end, tile + ROWS) - 1) / group];
    }

    private void scores(int query, int count) {
        for (int i = 0; i < count; i += ROWS) {
            int tokens = tokens(query + i, query + count);
            for (int token = 0; token < tokens; token += COLUMNS) {
                CachedTile.lanes(queries, (query + i) * size, size, keyPanels, token * size, parts);
                CachedTile.sums(parts, scores, i * stride + token, stride);
            }
        }
    }

    private void sums(int query, int count) {
        for (int i = 0; i < count; i += ROWS) {
            int tokens = tokens(query + i, query + count);
            for (int j = 0; j < size; j += COLUMNS) {
                MicroKernel.byRows(
                        scores, i * stride, stride, valuePanels, j * longest, tokens, sums, i * width + j, width);
            }
        }
    }
}
