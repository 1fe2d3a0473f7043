package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.MatrixProduct.DEPTH;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.intrain.api.tensor.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A weight matrix [N,K] in the order in which {@link FewRows} and oneDNN read it: blocks of depth as in {@link MatrixProduct}; in those,
 * blocks of 64 outputs; in those, word after word of 4 bytes of k: one weight of F32, or a pair of BF16, the even k's, then the odd k's;
 * of each word, the 64 outputs. oneDNN calls a block of depth BA16a64b in F32, BA16a64b2a in BF16. What N and K lack is zero.
 *
 * @param memory in native memory, freed by the garbage collector
 * @param dtype F32 or BF16
 * @param n outputs
 * @param k inputs
 */
record PackedWeights(MemorySegment memory, DType dtype, int n, int k) {
    /** Outputs in a block. */
    static final int BLOCK = 64;

    /** Bytes of a word of k in a block: a pair of BF16. */
    static final int PAIR_BYTES = BLOCK * Integer.BYTES;

    private static final int WORDS_UNIT = 16;
    private static final int ALIGNMENT = 64;

    /** Room for a matrix of that size, not filled yet. */
    static PackedWeights allocate(DType dtype, int n, int k) {
        return new PackedWeights(Arena.ofAuto().allocate(bytes(dtype, n, k), ALIGNMENT), dtype, n, k);
    }

    /** @return how much memory a matrix of that size takes */
    static long bytes(DType dtype, long n, long k) {
        return (n + BLOCK - 1) / BLOCK * padded(dtype, k) * BLOCK * dtype.bytes();
    }

    /** @return so many k's of a block of depth, filled up as the layout wants it */
    int padded(int steps) {
        return (int) padded(dtype, steps);
    }

    private static long padded(DType dtype, long k) {
        int unit = WORDS_UNIT * Integer.BYTES / dtype.bytes();
        return (k + unit - 1) / unit * unit;
    }

    int blocks() {
        return (n + BLOCK - 1) / BLOCK;
    }

    /** Where a block of outputs starts within the block of depth that starts at {@code depth}, in bytes. */
    long start(int block, int depth) {
        return (depth * (long) blocks() + block * padded(dtype, Math.min(DEPTH, k - depth))) * BLOCK * dtype.bytes();
    }

    /** Fills everything from the matrix [n,k]. */
    void fill(MemorySegment from, Workers workers) {
        workers.run(blocks(), (block, scratch) -> fill(from, block));
    }

    private void fill(MemorySegment from, int block) {
        int rows = Math.min(BLOCK, n - block * BLOCK);
        for (int depth = 0; depth < k; depth += DEPTH) {
            int words = Math.min(DEPTH, k - depth) * dtype.bytes() / Integer.BYTES;
            long start = start(block, depth);
            for (int first = 0; first < words; first += WORDS_UNIT) {
                int end = Math.min(words, first + WORDS_UNIT);
                for (int row = 0; row < rows; row++) {
                    long source = ((long) (block * BLOCK + row) * k + depth) * dtype.bytes();
                    long target = start + (long) row * Integer.BYTES;
                    for (int p = first; p < end; p++) {
                        int word = from.get(JAVA_INT_UNALIGNED, source + (long) p * Integer.BYTES);
                        memory.set(JAVA_INT_UNALIGNED, target + (long) p * PAIR_BYTES, word);
                    }
                }
            }
            if (dtype == DType.BF16 && k % 2 == 1 && depth + DEPTH >= k) {
                for (int row = 0; row < rows; row++) {
                    short last = from.getAtIndex(JAVA_SHORT, (long) (block * BLOCK + row + 1) * k - 1);
                    memory.set(JAVA_SHORT, start + (long) words * PAIR_BYTES + (long) row * Integer.BYTES, last);
                }
            }
        }
    }
}
