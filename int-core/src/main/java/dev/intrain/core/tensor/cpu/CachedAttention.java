package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.Lanes.COUNT;

import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.tensor.HostTensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Attention of single rows over their cached sequence: a task is some rows with all their heads.
 *
 * <p>Rows of one sequence, as in prefill, share each block of tokens while it is in the first cache. A score is a dot product folded by
 * {@link Lanes}, an output adds tokens in rising order. Bound by reading the cache where each row has its own: a block is first read from
 * one end to the other, since no processor looks ahead far enough in the pieces in which heads read it.
 */
final class CachedAttention {
    private static final int TOKENS = 0;
    private static final int QUERIES = 1;
    private static final int SCORES = 2;
    private static final int OUT = 3;
    private static final int PARTS = 4;
    private static final int FETCHED = 5;
    private static final int ROWS_PER_TASK = 4;

    private final Workers workers;

    CachedAttention(Workers workers) {
        this.workers = workers;
    }

    void forward(
            Tensor q,
            Tensor kCache,
            Tensor vCache,
            Tensor blockTable,
            Tensor slots,
            Tensor positions,
            float scale,
            Tensor out) {
        Caches caches = new Caches(
                HostTensor.of(kCache).segment(),
                HostTensor.of(vCache).segment(),
                HostTensor.of(blockTable),
                (int) blockTable.dim(1),
                (int) kCache.dim(1),
                (int) kCache.dim(2),
                (int) kCache.dim(3));
        Heads queries = Heads.of(q);
        Heads outs = Heads.of(out);
        HostTensor slot = HostTensor.of(slots);
        HostTensor position = HostTensor.of(positions);
        workers.ranges((int) q.dim(0), ROWS_PER_TASK, (from, to, scratch) -> {
            for (int first = from, end; first < to; first = end) {
                end = first + 1;
                while (end < to && slot.getInt(end) == slot.getInt(first)) {
                    end++;
                }
                int[] lengths = new int[end - first];
                for (int i = 0; i < lengths.length; i++) {
                    lengths[i] = position.getInt(first + i) + 1;
                }
                new Rows(caches, queries, outs, first, slot.getInt(first), lengths, scale, scratch).run();
            }
        });
    }

    /** The cache of a layer: blocks of tokens of heads. */
    private record Caches(
            MemorySegment keys,
            MemorySegment values,
            HostTensor table,
            int blocks,
            int blockSize,
            int heads,
            int size) {
        int width() {
            return heads * size;
        }

        /** The element at which a slot's block starts. */
        long start(int slot, int block) {
            return (long) table.getInt((long) slot * blocks + block) * blockSize * width();
        }
    }

    /** Rows of one sequence; scores lie row by row and head by head, whole vectors of tokens each. */
    private static final class Rows {
        private final Caches caches;
        private final Heads q;
        private final Heads out;
        private final int first;
        private final int slot;
        private final int[] lengths;
        private final float scale;
        private final int longest;
        private final int stride;
        private final float[] tokens;
        private final float[] queries;
        private final float[] scores;
        private final float[] sums;
        private final float[] parts;
        private final float[] fetched;

        Rows(Caches caches, Heads q, Heads out, int first, int slot, int[] lengths, float scale, Scratch scratch) {
            this.caches = caches;
            this.q = q;
            this.out = out;
            this.first = first;
            this.slot = slot;
            this.lengths = lengths;
            this.scale = scale;
            this.longest = Arrays.stream(lengths).max().orElse(0);
            this.stride = (longest + COUNT - 1) / COUNT * COUNT;
            int rows = lengths.length;
            this.tokens = scratch.floats(TOKENS, caches.blockSize * caches.width());
            this.queries = scratch.floats(QUERIES, rows * q.heads() * q.size());
            this.scores = scratch.floats(SCORES, rows * q.heads() * stride);
            this.sums = scratch.floats(OUT, rows * q.heads() * q.size());
            this.parts = scratch.floats(PARTS, CachedKernel.PARTS);
            this.fetched = scratch.floats(FETCHED, 1);
        }

        void run() {
            int width = q.heads() * q.size();
            int numbers = lengths.length * width;
            Elements.load(q.memory(), (long) first * width, queries, 0, numbers);
            for (int block = 0; block * caches.blockSize < longest; block++) {
                scores(block);
            }
            for (int row = 0; row < lengths.length; row++) {
                normalize(row);
            }
            Arrays.fill(sums, 0, numbers, 0f);
            for (int block = 0; block * caches.blockSize < longest; block++) {
                sums(block);
            }
            Elements.store(sums, 0, out.memory(), (long) first * width, numbers);
        }

        private int kvHead(int head) {
            return head / (q.heads() / caches.heads);
        }

        private void scores(int block) {
            int size = q.size();
            int token = block * caches.blockSize;
            long keys = caches.start(slot, block);
            boolean whole = size % COUNT == 0 && caches.blockSize % COUNT == 0;
            Elements.load(caches.keys, keys, tokens, 0, Math.min(caches.blockSize, longest - token) * caches.width());
            for (int row = 0; row < lengths.length; row++) {
                int count = Math.min(caches.blockSize, lengths[row] - token);
                for (int h = 0; h < q.heads(); h++) {
                    int query = (row * q.heads() + h) * size;
                    int at = (row * q.heads() + h) * stride + token;
                    int kv = kvHead(h) * size;
                    for (int t = 0; whole && t < count; t += COUNT) {
                        int key = t * caches.width() + kv;
                        CachedKernel.dots(queries, query, tokens, key, caches.width(), size, parts);
                        CachedKernel.fold(parts, scores, at + t);
                    }
                    for (int t = 0; !whole && t < count; t++) {
                        scores[at + t] = Lanes.dot(queries, query, tokens, t * caches.width() + kv, size);
                    }
                }
            }
        }

        private void normalize(int row) {
            int length = lengths[row];
            int end = (length + COUNT - 1) / COUNT * COUNT;
            for (int h = 0; h < q.heads(); h++) {
                int at = (row * q.heads() + h) * stride;
                float max = Attention.mask(scores, at, length, end, scale);
                float sum = Attention.exponentials(scores, at, end, max);
                Attention.multiply(scores, at, length, 1 / sum);
            }
        }

        private void sums(int block) {
            int size = q.size();
            int token = block * caches.blockSize;
            long values = caches.start(slot, block);
            int numbers = Math.min(caches.blockSize, longest - token) * caches.width();
            if (size % COUNT == 0) {
                fetched[0] = CachedKernel.touch(caches.values, values * Float.BYTES, numbers * Float.BYTES);
            } else {
                Elements.load(caches.values, values, tokens, 0, numbers);
            }
            for (int row = 0; row < lengths.length; row++) {
                int count = Math.min(caches.blockSize, lengths[row] - token);
                for (int h = 0; h < q.heads(); h++) {
                    int sum = (row * q.heads() + h) * size;
                    int at = (row * q.heads() + h) * stride + token;
                    int kv = kvHead(h) * size;
                    if (size % COUNT == 0) {
                        long bytes = (values + kv) * Float.BYTES;
                        long step = (long) caches.width() * Float.BYTES;
                        CachedKernel.add(caches.values, bytes, step, count, scores, at, sums, sum, size);
                    } else {
                        add(kv, count, at, sum);
                    }
                }
            }
        }

        private void add(int kv, int count, int at, int sum) {
            for (int t = 0; t < count; t++) {
                for (int i = 0; i < q.size(); i++) {
                    float value = tokens[t * caches.width() + kv + i];
                    sums[sum + i] = Math.fma(value, scores[at + t], sums[sum + i]);
                }
            }
        }
    }
}
