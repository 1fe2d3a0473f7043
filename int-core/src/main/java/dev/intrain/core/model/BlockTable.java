package dev.intrain.core.model;

import java.util.Arrays;

/**
 * Who uses which block of a paged cache: plain bookkeeping on the host. A block is free, or has as many references as there are slots
 * and prefixes that use it.
 */
final class BlockTable {
    private final int maxBlocks;
    /** [slots,maxBlocks], row after row; entries beyond a slot's count are stale. */
    private final int[] table;

    private final int[] counts;
    private final int[] references;
    private final int[] free;
    private int freeCount;

    BlockTable(int slots, int maxBlocks, int blocks) {
        this.maxBlocks = maxBlocks;
        table = new int[slots * maxBlocks];
        counts = new int[slots];
        references = new int[blocks];
        free = new int[blocks];
        clear();
    }

    void clear() {
        Arrays.fill(counts, 0);
        Arrays.fill(references, 0);
        freeCount = free.length;
        for (int i = 0; i < freeCount; i++) {
            free[i] = freeCount - 1 - i;
        }
    }

    int[] entries() {
        return table;
    }

    int count(int slot) {
        return counts[slot];
    }

    int block(int slot, int index) {
        return table[slot * maxBlocks + index];
    }

    /** Adds a fresh block at the slot's end and returns it. */
    int append(int slot) {
        if (freeCount == 0) {
            throw new IllegalStateException("the cache has no free block left");
        }
        int block = free[--freeCount];
        appendShared(slot, block);
        return block;
    }

    /** Adds a block that others use too at the slot's end. */
    void appendShared(int slot, int block) {
        if (counts[slot] == maxBlocks) {
            throw new IllegalStateException("a sequence outgrew the cache's " + maxBlocks + " blocks");
        }
        table[slot * maxBlocks + counts[slot]++] = block;
        retain(block);
    }

    void retain(int block) {
        references[block]++;
    }

    void release(int block) {
        if (--references[block] == 0) {
            free[freeCount++] = block;
        }
    }

    void releaseSlot(int slot) {
        for (int i = 0; i < counts[slot]; i++) {
            release(block(slot, i));
        }
        counts[slot] = 0;
    }

    int freeBlocks() {
        return freeCount;
    }
}
