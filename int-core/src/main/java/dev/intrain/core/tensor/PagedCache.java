package dev.intrain.core.tensor;

import dev.intrain.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/** Moves whole tokens and blocks in a paged cache [blocks,B,G,D]; exact copies, the same on every host backend. */
public final class PagedCache {
    private PagedCache() {}

    /**
     * @param cache [blocks,B,G,D]
     * @param blockTable [slots,maxBlocks]
     * @param slot row of the block table
     * @param position position in the slot's sequence
     * @return which token of the cache, counting from its start, holds that position
     */
    public static long tokenIndex(Tensor cache, Tensor blockTable, int slot, int position) {
        long blockSize = cache.dim(1);
        long block = HostTensor.of(blockTable).getInt(slot * blockTable.dim(1) + position / blockSize);
        return block * blockSize + position % blockSize;
    }

    /**
     * @param rows [N,G,D]
     * @param cache [blocks,B,G,D], updated
     * @param blockTable [slots,maxBlocks]
     * @param slots [N]
     * @param positions [N]
     */
    public static void write(Tensor rows, Tensor cache, Tensor blockTable, Tensor slots, Tensor positions) {
        write(rows, cache, blockTable, slots, positions, 0, rows.dim(0));
    }

    /**
     * The same for some of the rows.
     *
     * @param rows [N,G,D]
     * @param cache [blocks,B,G,D], updated
     * @param blockTable [slots,maxBlocks]
     * @param slots [N]
     * @param positions [N]
     * @param from first row
     * @param to after the last row
     */
    public static void write(
            Tensor rows, Tensor cache, Tensor blockTable, Tensor slots, Tensor positions, long from, long to) {
        long bytes = rows.dim(1) * rows.dim(2) * rows.dtype().bytes();
        MemorySegment source = HostTensor.of(rows).segment();
        MemorySegment target = HostTensor.of(cache).segment();
        for (long n = from; n < to; n++) {
            int slot = HostTensor.of(slots).getInt(n);
            long token =
                    tokenIndex(cache, blockTable, slot, HostTensor.of(positions).getInt(n));
            MemorySegment.copy(source, n * bytes, target, token * bytes, bytes);
        }
    }

    /**
     * @param cache [blocks,B,G,D], updated
     * @param pairs [n,2]: source and target blocks
     */
    public static void copyBlocks(Tensor cache, Tensor pairs) {
        long bytes = cache.dim(1) * cache.dim(2) * cache.dim(3) * cache.dtype().bytes();
        MemorySegment memory = HostTensor.of(cache).segment();
        HostTensor blocks = HostTensor.of(pairs);
        for (long i = 0; i < pairs.dim(0); i++) {
            MemorySegment.copy(memory, blocks.getInt(2 * i) * bytes, memory, blocks.getInt(2 * i + 1) * bytes, bytes);
        }
    }
}
