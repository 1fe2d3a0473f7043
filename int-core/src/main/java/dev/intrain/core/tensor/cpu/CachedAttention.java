package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.Lanes.COUNT;
import static dev.intrain.core.tensor.cpu.Lanes.FLOATS;

import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.tensor.HostTensor;
import dev.intrain.core.tensor.PagedCache;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Attention of single rows over their cached sequence: a task is some rows with all their heads.
 *
 * <p>A token's key is read once for all query heads that share it. Bound by reading the cache.
 */
final class CachedAttention {
    private static final int TOKEN = 0;
    private static final int QUERIES = 1;
    private static final int SCORES = 2;
    private static final int OUT = 3;
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
        Row row = new Row(
                Heads.of(q),
                HostTensor.of(kCache).segment(),
                HostTensor.of(vCache).segment(),
                (int) kCache.dim(2),
                scale,
                HostTensor.of(out).segment());
        HostTensor slot = HostTensor.of(slots);
        HostTensor position = HostTensor.of(positions);
        workers.ranges((int) q.dim(0), ROWS_PER_TASK, (from, to, scratch) -> {
            for (int n = from; n < to; n++) {
                int length = position.getInt(n) + 1;
                long[] tokens = scratch.longs(length);
                for (int j = 0; j < length; j++) {
                    tokens[j] = PagedCache.tokenIndex(kCache, blockTable, slot.getInt(n), j);
                }
                row.run(n, tokens, length, scratch);
            }
        });
    }

    private record Row(Heads q, MemorySegment keys, MemorySegment values, int kvHeads, float scale, MemorySegment out) {
        void run(int n, long[] tokens, int length, Scratch scratch) {
            int size = q.size();
            int heads = q.heads();
            int group = heads / kvHeads;
            int width = kvHeads * size;
            int stride = (length + COUNT - 1) / COUNT * COUNT;
            float[] token = scratch.floats(TOKEN, width);
            float[] queries = scratch.floats(QUERIES, heads * size);
            float[] scores = scratch.floats(SCORES, heads * stride);
            float[] sums = scratch.floats(OUT, heads * size);
            Elements.load(q.memory(), (long) n * heads * size, queries, 0, heads * size);
            for (int j = 0; j < length; j++) {
                Elements.load(keys, tokens[j] * width, token, 0, width);
                for (int h = 0; h < heads; h++) {
                    scores[h * stride + j] = Lanes.dot(queries, h * size, token, h / group * size, size);
                }
            }
            for (int h = 0; h < heads; h++) {
                float max = Attention.mask(scores, h * stride, length, stride, scale);
                float sum = Attention.exponentials(scores, h * stride, stride, max);
                Attention.multiply(scores, h * stride, length, 1 / sum);
            }
            java.util.Arrays.fill(sums, 0, heads * size, 0f);
            for (int j = 0; j < length; j++) {
                Elements.load(values, tokens[j] * width, token, 0, width);
                for (int h = 0; h < heads; h++) {
                    addScaled(token, h / group * size, scores[h * stride + j], sums, h * size, size);
                }
            }
            Elements.store(sums, 0, out, (long) n * heads * size, heads * size);
        }
    }

    private static void addScaled(float[] from, int start, float by, float[] into, int at, int count) {
        FloatVector factor = FloatVector.broadcast(FLOATS, by);
        int i = 0;
        for (; i <= count - COUNT; i += COUNT) {
            FloatVector.fromArray(FLOATS, from, start + i)
                    .fma(factor, FloatVector.fromArray(FLOATS, into, at + i))
                    .intoArray(into, at + i);
        }
        for (; i < count; i++) {
            into[at + i] = Math.fma(from[start + i], by, into[at + i]);
        }
    }
}
