package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.Lanes.COUNT;
import static dev.intrain.core.tensor.cpu.Lanes.FLOATS;

import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.tensor.HostTensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Attention of single rows over their cached sequence: a task is some rows with all their heads.
 *
 * <p>Keys and values are read a block of tokens at a time, for all query heads. A score is a dot product folded by {@link Lanes}, an output
 * adds tokens in rising order. Bound by reading the cache.
 */
final class CachedAttention {
    private static final int TOKENS = 0;
    private static final int QUERIES = 1;
    private static final int SCORES = 2;
    private static final int OUT = 3;
    private static final int ROWS_PER_TASK = 4;
    /** Tokens worked on at once: enough independent sums to hide the latency of one. */
    private static final int TOGETHER = 4;

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
                (int) kCache.dim(1),
                (int) kCache.dim(2));
        Heads queries = Heads.of(q);
        Heads outs = Heads.of(out);
        HostTensor slot = HostTensor.of(slots);
        HostTensor position = HostTensor.of(positions);
        workers.ranges((int) q.dim(0), ROWS_PER_TASK, (from, to, scratch) -> {
            for (int n = from; n < to; n++) {
                long table = slot.getInt(n) * blockTable.dim(1);
                new Row(caches, queries, outs, n, table, position.getInt(n) + 1, scale).run(scratch);
            }
        });
    }

    /** The cache of a layer: blocks of tokens of heads. */
    private record Caches(MemorySegment keys, MemorySegment values, HostTensor table, int blockSize, int heads) {}

    private record Row(Caches caches, Heads q, Heads out, int n, long table, int length, float scale) {
        void run(Scratch scratch) {
            int size = q.size();
            int heads = q.heads();
            int width = caches.heads * size;
            int stride = (length + COUNT - 1) / COUNT * COUNT;
            float[] tokens = scratch.floats(TOKENS, caches.blockSize * width);
            float[] queries = scratch.floats(QUERIES, heads * size);
            float[] scores = scratch.floats(SCORES, heads * stride);
            float[] sums = scratch.floats(OUT, heads * size);
            Elements.load(q.memory(), (long) n * heads * size, queries, 0, heads * size);
            for (int first = 0; first < length; first += caches.blockSize) {
                int count = load(caches.keys, first, width, tokens);
                for (int h = 0; h < heads; h++) {
                    dots(queries, h * size, tokens, kvHead(h) * size, width, count, size, scores, h * stride + first);
                }
            }
            normalize(scores, stride);
            Arrays.fill(sums, 0, heads * size, 0f);
            for (int first = 0; first < length; first += caches.blockSize) {
                int count = load(caches.values, first, width, tokens);
                for (int h = 0; h < heads; h++) {
                    add(tokens, kvHead(h) * size, width, count, scores, h * stride + first, sums, h * size, size);
                }
            }
            Elements.store(sums, 0, out.memory(), (long) n * heads * size, heads * size);
        }

        private int kvHead(int head) {
            return head / (q.heads() / caches.heads);
        }

        private int load(MemorySegment cache, int first, int width, float[] tokens) {
            int count = Math.min(caches.blockSize, length - first);
            long block = caches.table.getInt(table + first / caches.blockSize);
            Elements.load(cache, block * caches.blockSize * width, tokens, 0, count * width);
            return count;
        }

        private void normalize(float[] scores, int stride) {
            for (int h = 0; h < q.heads(); h++) {
                float max = Attention.mask(scores, h * stride, length, stride, scale);
                float sum = Attention.exponentials(scores, h * stride, stride, max);
                Attention.multiply(scores, h * stride, length, 1 / sum);
            }
        }
    }

    private static void dots(
            float[] q, int qStart, float[] keys, int start, int step, int count, int size, float[] into, int at) {
        int t = 0;
        for (; t <= count - TOGETHER && size % COUNT == 0; t += TOGETHER) {
            fourDots(q, qStart, keys, start + t * step, step, size, into, at + t);
        }
        for (; t < count; t++) {
            into[at + t] = Lanes.dot(q, qStart, keys, start + t * step, size);
        }
    }

    private static void fourDots(
            float[] q, int qStart, float[] keys, int start, int step, int size, float[] into, int at) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = FloatVector.zero(FLOATS);
        FloatVector c = FloatVector.zero(FLOATS);
        FloatVector d = FloatVector.zero(FLOATS);
        for (int i = 0; i < size; i += COUNT) {
            FloatVector query = FloatVector.fromArray(FLOATS, q, qStart + i);
            a = query.fma(FloatVector.fromArray(FLOATS, keys, start + i), a);
            b = query.fma(FloatVector.fromArray(FLOATS, keys, start + step + i), b);
            c = query.fma(FloatVector.fromArray(FLOATS, keys, start + 2 * step + i), c);
            d = query.fma(FloatVector.fromArray(FLOATS, keys, start + 3 * step + i), d);
        }
        into[at] = Lanes.sum(a);
        into[at + 1] = Lanes.sum(b);
        into[at + 2] = Lanes.sum(c);
        into[at + 3] = Lanes.sum(d);
    }

    /** {@code sums[i] += sum_t weights[t] values[t,i]}, t rising. */
    private static void add(
            float[] values, int start, int step, int count, float[] weights, int at, float[] sums, int to, int size) {
        int t = 0;
        for (; t <= count - TOGETHER && size % COUNT == 0; t += TOGETHER) {
            addFour(values, start + t * step, step, weights, at + t, sums, to, size);
        }
        for (; t < count; t++) {
            for (int i = 0; i < size; i++) {
                sums[to + i] = Math.fma(values[start + t * step + i], weights[at + t], sums[to + i]);
            }
        }
    }

    private static void addFour(
            float[] values, int start, int step, float[] weights, int at, float[] sums, int to, int size) {
        FloatVector a = FloatVector.broadcast(FLOATS, weights[at]);
        FloatVector b = FloatVector.broadcast(FLOATS, weights[at + 1]);
        FloatVector c = FloatVector.broadcast(FLOATS, weights[at + 2]);
        FloatVector d = FloatVector.broadcast(FLOATS, weights[at + 3]);
        for (int i = 0; i < size; i += COUNT) {
            FloatVector sum = FloatVector.fromArray(FLOATS, sums, to + i);
            sum = a.fma(FloatVector.fromArray(FLOATS, values, start + i), sum);
            sum = b.fma(FloatVector.fromArray(FLOATS, values, start + step + i), sum);
            sum = c.fma(FloatVector.fromArray(FLOATS, values, start + 2 * step + i), sum);
            sum = d.fma(FloatVector.fromArray(FLOATS, values, start + 3 * step + i), sum);
            sum.intoArray(sums, to + i);
        }
    }
}
