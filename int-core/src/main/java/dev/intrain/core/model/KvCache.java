package dev.intrain.core.model;

import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.checkpoint.AttentionConfig;
import dev.intrain.core.checkpoint.ModelConfig;
import java.util.Arrays;

/**
 * Keys and values of running sequences, paged (Kwon et al. 2023): per layer two tensors [blocks,16,G,D], F32 or what the backend likes beside
 * the model's weights, and one block table [slots,maxBlocks] for all layers.
 *
 * <p>Samples of one prompt share its full blocks; the partly filled last one is copied for each. All memory is allocated once.
 */
public final class KvCache implements AutoCloseable {
    /** Tokens per block. */
    public static final int BLOCK = 16;

    private final Backend backend;
    private final Arena arena;
    private final Tensor[] keys;
    private final Tensor[] values;
    private final Tensor blockTable;
    private final Tensor copyPairs;
    private final BlockTable blocks;
    private int[] pendingCopies = new int[16];
    private int pendingCount;
    private boolean tableChanged;

    /**
     * Allocates a cache in which every slot can grow to the full length, with room for two prompts held besides.
     *
     * @param decoder the model
     * @param slots sequences at once
     * @param maxLength longest sequence
     */
    public KvCache(Decoder decoder, int slots, int maxLength) {
        this.backend = decoder.backend();
        ModelConfig config = decoder.config();
        AttentionConfig attention = config.attention();
        int maxBlocks = (maxLength + BLOCK - 1) / BLOCK;
        int total = Math.multiplyExact(slots + 2, maxBlocks);
        blocks = new BlockTable(slots, maxBlocks, total);
        arena = new Arena(backend);
        DType type = backend.cached(decoder.head().dtype(), attention.headDim());
        keys = new Tensor[config.numHiddenLayers()];
        values = new Tensor[config.numHiddenLayers()];
        long[] shape = {total, BLOCK, attention.numKeyValueHeads(), attention.headDim()};
        long size = shape[0] * shape[1] * shape[2] * shape[3];
        // One allocation: the system gives large pages to large pieces of memory only.
        Tensor all = arena.of(type, 2L * keys.length * size);
        for (int l = 0; l < keys.length; l++) {
            keys[l] = all.view(2L * l * size, shape);
            values[l] = all.view((2L * l + 1) * size, shape);
        }
        blockTable = arena.i32(slots, maxBlocks);
        copyPairs = arena.i32(slots, 2);
    }

    /**
     * The beginning of a sequence that others will continue; holds its blocks until {@link KvCache#release(Prefix)}.
     *
     * @param blocks block numbers; the last may be partly filled
     * @param length tokens
     */
    public record Prefix(int[] blocks, int length) {}

    /**
     * Makes room for a slot's first tokens.
     *
     * @param slot the sequence
     * @param length tokens it must have room for
     */
    public void reserve(int slot, int length) {
        while (blocks.count(slot) * BLOCK < length) {
            blocks.append(slot);
            tableChanged = true;
        }
    }

    /**
     * Holds the beginning of a slot's sequence. The slot may go on and even end.
     *
     * @param slot the sequence
     * @param length tokens of the beginning, all of them written
     * @return what {@link #fork} continues
     */
    public Prefix hold(int slot, int length) {
        int[] held = new int[(length + BLOCK - 1) / BLOCK];
        for (int i = 0; i < held.length; i++) {
            held[i] = blocks.block(slot, i);
            blocks.retain(held[i]);
        }
        return new Prefix(held, length);
    }

    /**
     * Starts a sequence with a held beginning: full blocks are shared, a partly filled one is copied at the next {@link #flush}.
     *
     * @param prefix the beginning
     * @param slot an empty slot
     */
    public void fork(Prefix prefix, int slot) {
        int full = prefix.length() / BLOCK;
        for (int i = 0; i < full; i++) {
            blocks.appendShared(slot, prefix.blocks()[i]);
        }
        if (full < prefix.blocks().length) {
            copyLater(prefix.blocks()[full], blocks.append(slot));
        }
        tableChanged = true;
    }

    private void copyLater(int source, int target) {
        if (2 * pendingCount == pendingCopies.length) {
            pendingCopies = Arrays.copyOf(pendingCopies, 2 * pendingCopies.length);
        }
        pendingCopies[2 * pendingCount] = source;
        pendingCopies[2 * pendingCount + 1] = target;
        pendingCount++;
    }

    /**
     * Lets a held beginning go; its pending copies are made first.
     *
     * @param prefix from {@link #hold}
     */
    public void release(Prefix prefix) {
        flush();
        for (int block : prefix.blocks()) {
            blocks.release(block);
        }
    }

    /** @param slot a sequence that ended */
    public void release(int slot) {
        blocks.releaseSlot(slot);
    }

    /** Forgets everything. */
    public void clear() {
        blocks.clear();
        pendingCount = 0;
    }

    /** Brings the backend's block table and pending copies up to date; call it before rows are computed. */
    public void flush() {
        if (pendingCount > 0) {
            backend.write(copyPairs, 0, pendingCopies, 0, 2 * pendingCount);
            Tensor pairs = copyPairs.as(pendingCount, 2);
            for (int l = 0; l < keys.length; l++) {
                backend.copyBlocks(keys[l], pairs);
                backend.copyBlocks(values[l], pairs);
            }
            pendingCount = 0;
        }
        if (tableChanged) {
            int[] entries = blocks.entries();
            backend.write(blockTable, 0, entries, 0, entries.length);
            tableChanged = false;
        }
    }

    /** @return blocks nobody uses */
    public int freeBlocks() {
        return blocks.freeBlocks();
    }

    Tensor keys(int layer) {
        return keys[layer];
    }

    Tensor values(int layer) {
        return values[layer];
    }

    Tensor blockTable() {
        return blockTable;
    }

    @Override
    public void close() {
        arena.close();
    }
}
