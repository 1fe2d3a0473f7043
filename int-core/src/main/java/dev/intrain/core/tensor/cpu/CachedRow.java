package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.Lanes.COUNT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Attention of one row over its cached sequence, as in a step of generation.
 *
 * <p>A score is a dot product folded by {@link Lanes}; an output adds tokens in rising order. Bound by reading the cache: four blocks at a
 * time are first read from one end to the other, since no processor looks ahead far enough in the pieces in which heads read them. Queries
 * that see the same keys and values read them two at a time. Scores lie query by query, whole vectors of tokens each.
 */
final class CachedRow {
    private static final int TOKENS = 0;
    private static final int QUERIES = 1;
    private static final int SCORES = 2;
    private static final int OUT = 3;
    private static final int PARTS = 4;
    private static final int FETCHED = 5;
    private static final int LANES = 6;
    private static final int STREAMS = 4;

    private final CachedAttention.Layer layer;
    private final Heads q;
    private final Heads out;
    private final int row;
    private final int slot;
    private final int length;
    private final float scale;
    private final int group;
    private final int size;
    private final int stride;
    private final int blocks;
    private final long step;
    private final boolean vectors;
    private final float[] tokens;
    private final float[] queries;
    private final float[] scores;
    private final float[] sums;
    private final float[] parts;
    private final float[] lanes;
    private final float[] fetched;
    private final long[] starts = new long[STREAMS];

    /**
     * @param row of q and out
     * @param length tokens it sees
     */
    CachedRow(
            CachedAttention.Layer layer,
            Heads q,
            Heads out,
            int row,
            int slot,
            int length,
            float scale,
            Scratch scratch) {
        this.layer = layer;
        this.q = q;
        this.out = out;
        this.row = row;
        this.slot = slot;
        this.length = length;
        this.scale = scale;
        this.group = q.heads() / layer.heads();
        this.size = q.size();
        this.stride = (length + COUNT - 1) / COUNT * COUNT;
        this.blocks = (length + layer.blockSize() - 1) / layer.blockSize();
        this.step = (long) layer.width() * layer.bytes();
        this.vectors = size % COUNT == 0 && layer.blockSize() % COUNT == 0;
        this.tokens = scratch.floats(TOKENS, vectors ? 0 : layer.blockSize() * layer.width());
        this.queries = scratch.floats(QUERIES, q.heads() * size);
        this.scores = scratch.floats(SCORES, q.heads() * stride);
        this.sums = scratch.floats(OUT, q.heads() * size);
        this.parts = scratch.floats(PARTS, 2 * CachedKernel.PARTS);
        this.lanes = scratch.floats(LANES, layer.narrow() ? 2 * NarrowKernel.LANES : 0);
        this.fetched = scratch.floats(FETCHED, 1);
    }

    /** Computes those heads of keys and values, and of all queries that see them. */
    void run(int fromHead, int toHead) {
        int from = fromHead * group;
        int to = toHead * group;
        int numbers = (to - from) * size;
        long at = ((long) row * q.heads() + from) * size;
        Elements.load(q.memory(), at, queries, from * size, numbers);
        for (int block = 0; block < blocks; block++) {
            fetch(layer.keys(), block, fromHead, toHead);
            scores(block, fromHead, toHead);
        }
        for (int head = from; head < to; head++) {
            Attention.probabilities(scores, head * stride, length, scale);
        }
        Arrays.fill(sums, from * size, to * size, 0f);
        for (int block = 0; block < blocks; block++) {
            fetch(layer.values(), block, fromHead, toHead);
            sums(block, fromHead, toHead);
        }
        Elements.store(sums, from * size, out.memory(), at, numbers);
    }

    private void fetch(MemorySegment memory, int block, int fromHead, int toHead) {
        if (block % STREAMS != 0) {
            return;
        }
        for (int i = 0; i < STREAMS; i++) {
            long start = layer.start(slot, Math.min(blocks - 1, block + i)) + (long) fromHead * size;
            starts[i] = start * layer.bytes();
        }
        int count = Math.min(layer.blockSize(), length - block * layer.blockSize());
        fetched[0] = CachedKernel.touch(memory, starts, count, step, (toHead - fromHead) * size * layer.bytes());
    }

    private void scores(int block, int fromHead, int toHead) {
        int token = block * layer.blockSize();
        int count = Math.min(layer.blockSize(), length - token);
        long start = layer.start(slot, block);
        if (!vectors) {
            layer.load(layer.keys(), start, count * layer.width(), tokens);
        }
        for (int head = fromHead; head < toHead; head++) {
            for (int t = 0; vectors && t < count; t += COUNT) {
                scores(head, head(start, head) + t * step, token + t);
            }
            for (int i = head * group; !vectors && i < (head + 1) * group; i++) {
                for (int t = 0; t < count; t++) {
                    scores[i * stride + token + t] =
                            Lanes.dot(queries, i * size, tokens, t * layer.width() + head * size, size);
                }
            }
        }
    }

    /** The byte at which a head of the token at an element starts. */
    private long head(long token, int head) {
        return (token + (long) head * size) * layer.bytes();
    }

    private void scores(int head, long key, int token) {
        int end = (head + 1) * group;
        int i = head * group;
        for (; i + 1 < end; i += 2) {
            if (layer.narrow()) {
                NarrowKernel.dots(queries, i * size, (i + 1) * size, layer.keys(), key, step, size, lanes, parts);
            } else {
                CachedKernel.dots(queries, i * size, (i + 1) * size, layer.keys(), key, step, size, parts);
            }
            CachedKernel.fold(parts, 0, scores, i * stride + token);
            CachedKernel.fold(parts, CachedKernel.PARTS, scores, (i + 1) * stride + token);
        }
        if (i < end) {
            if (layer.narrow()) {
                NarrowKernel.dots(queries, i * size, layer.keys(), key, step, size, lanes, parts);
            } else {
                CachedKernel.dots(queries, i * size, layer.keys(), key, step, size, parts);
            }
            CachedKernel.fold(parts, 0, scores, i * stride + token);
        }
    }

    private void sums(int block, int fromHead, int toHead) {
        int token = block * layer.blockSize();
        int count = Math.min(layer.blockSize(), length - token);
        long start = layer.start(slot, block);
        if (!vectors) {
            layer.load(layer.values(), start, count * layer.width(), tokens);
        }
        for (int head = fromHead; head < toHead; head++) {
            if (vectors) {
                sums(head, head(start, head), token, count);
            } else {
                sumsOneByOne(head, token, count);
            }
        }
    }

    private void sums(int head, long value, int token, int count) {
        MemorySegment values = layer.values();
        int end = (head + 1) * group;
        int i = head * group;
        for (; size % (2 * COUNT) == 0 && i + 1 < end; i += 2) {
            int at = i * stride + token;
            int sum = i * size;
            if (layer.narrow()) {
                NarrowKernel.add(values, value, step, count, scores, at, at + stride, sums, sum, sum + size, size);
            } else {
                CachedKernel.add(values, value, step, count, scores, at, at + stride, sums, sum, sum + size, size);
            }
        }
        for (; i < end; i++) {
            if (layer.narrow()) {
                NarrowKernel.add(values, value, step, count, scores, i * stride + token, sums, i * size, size);
            } else {
                CachedKernel.add(values, value, step, count, scores, i * stride + token, sums, i * size, size);
            }
        }
    }

    private void sumsOneByOne(int head, int token, int count) {
        for (int i = head * group; i < (head + 1) * group; i++) {
            for (int t = 0; t < count; t++) {
                for (int d = 0; d < size; d++) {
                    float value = tokens[t * layer.width() + head * size + d];
                    sums[i * size + d] = Math.fma(value, scores[i * stride + token + t], sums[i * size + d]);
                }
            }
        }
    }
}
