package dev.intrain.core.tensor.cpu;

import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.tensor.HostTensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Attention of single rows over their cached sequence: a task is some rows with all their heads, or a part of the heads where rows are
 * too few for all threads. {@link CachedRow} and {@link CachedRows} compute the same bits.
 */
final class CachedAttention {
    private static final int MOST_ROWS = 4;
    private static final int MOST_TOGETHER = 128;
    private static final int FEWEST_TOGETHER = 4;
    private static final int TASKS_PER_THREAD = 16;

    private final Workers workers;

    CachedAttention(Workers workers) {
        this.workers = workers;
    }

    /** The type of a cache; attention in training rounds keys and values to it. */
    static DType cached(DType weights, int headSize) {
        return headSize % NarrowKernel.FOUR == 0 ? weights : DType.F32;
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
        Layer layer = new Layer(
                HostTensor.of(kCache).segment(),
                HostTensor.of(vCache).segment(),
                kCache.dtype() == DType.BF16,
                HostTensor.of(blockTable),
                (int) blockTable.dim(1),
                (int) kCache.dim(1),
                (int) kCache.dim(2),
                (int) kCache.dim(3));
        Heads queries = Heads.of(q);
        Heads outs = Heads.of(out);
        HostTensor slot = HostTensor.of(slots);
        HostTensor position = HostTensor.of(positions);
        List<Share> shares = shares(slot, position, (int) q.dim(0), layer);
        workers.run(shares.size(), (task, scratch) -> {
            Share share = shares.get(task);
            if (share.together) {
                int[] lengths = new int[share.to - share.from];
                for (int i = 0; i < lengths.length; i++) {
                    lengths[i] = position.getInt(share.from + i) + 1;
                }
                new CachedRows(layer, queries, outs, share.from, slot.getInt(share.from), lengths, scale, scratch)
                        .run(share.fromHead);
                return;
            }
            for (int row = share.from; row < share.to; row++) {
                int length = position.getInt(row) + 1;
                new CachedRow(layer, queries, outs, row, slot.getInt(row), length, scale, scratch)
                        .run(share.fromHead, share.toHead);
            }
        });
    }

    /** Rows of one task; together: they are of one sequence, and there is one head. */
    private record Share(int from, int to, int fromHead, int toHead, boolean together) {}

    private List<Share> shares(HostTensor slot, HostTensor position, int rows, Layer layer) {
        int parts = rows < 2 * workers.threads() ? Math.min(layer.heads, workers.threads()) : 1;
        int most = Math.clamp(rows / (TASKS_PER_THREAD * workers.threads()), 1, MOST_ROWS);
        List<Share> shares = new ArrayList<>();
        for (int first = 0, end; first < rows; first = end) {
            end = inOrder(slot, position, first, rows);
            boolean together = end - first >= FEWEST_TOGETHER && CachedRows.takes(layer.size);
            end = together ? Math.min(end, first + MOST_TOGETHER) : Math.min(rows, first + most);
            int heads = together ? layer.heads : parts;
            for (int part = 0; part < heads; part++) {
                shares.add(
                        new Share(first, end, part * layer.heads / heads, (part + 1) * layer.heads / heads, together));
            }
        }
        return shares;
    }

    /** The end of the rows from {@code first} on that belong to one sequence and see no fewer tokens than the row before. */
    private static int inOrder(HostTensor slot, HostTensor position, int first, int rows) {
        int end = first + 1;
        while (end < rows
                && slot.getInt(end) == slot.getInt(first)
                && position.getInt(end) >= position.getInt(end - 1)) {
            end++;
        }
        return end;
    }

    /** The cache of a layer: blocks of tokens of heads. */
    record Layer(
            MemorySegment keys,
            MemorySegment values,
            boolean narrow,
            HostTensor table,
            int blocks,
            int blockSize,
            int heads,
            int size) {
        /** Numbers in a token. */
        int width() {
            return heads * size;
        }

        /** The element at which a slot's block starts. */
        long start(int slot, int block) {
            return (long) table.getInt((long) slot * blocks + block) * blockSize * width();
        }

        /** Bytes of a number. */
        int bytes() {
            return narrow ? Short.BYTES : Float.BYTES;
        }

        /** Reads whole tokens from an element on. */
        void load(MemorySegment cache, long first, int numbers, float[] into) {
            if (narrow) {
                Pairs.load(cache, first, 0, 1, numbers, into, 0);
            } else {
                Elements.load(cache, first, into, 0, numbers);
            }
        }

        /** Reads one head's keys or values of a slot's first tokens, end to end. */
        void load(MemorySegment cache, int slot, int tokens, int head, float[] into) {
            Heads all = new Heads(cache, DType.F32, heads, size);
            for (int token = 0; token < tokens; token += blockSize) {
                int at = table.getInt((long) slot * blocks + token / blockSize) * blockSize;
                int count = Math.min(blockSize, tokens - token);
                if (narrow) {
                    Pairs.load(cache, ((long) at * heads + head) * size, width(), count, size, into, token * size);
                } else {
                    all.load(at, count, head, into, token * size);
                }
            }
        }
    }
}
