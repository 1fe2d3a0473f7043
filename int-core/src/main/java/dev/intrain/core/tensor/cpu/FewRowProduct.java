package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.Lanes.COUNT;
import static dev.intrain.core.tensor.cpu.PackedWeights.BLOCK;

import java.lang.foreign.MemorySegment;

/**
 * Products of few rows with one packed matrix of BF16 by {@link FewRowKernel}, a block of outputs at a time.
 *
 * @param inputs the rows, rounded to BF16, {@code stride} apart; room for a multiple of {@link FewRowKernel#ROWS}
 * @param rows how many
 */
record FewRowProduct(float[] inputs, int stride, int rows, PackedWeights w, MatrixProduct.Target y) {
    private static final int TILE = 1;

    void run(int fromBlock, int toBlock, Scratch scratch) {
        float[] tile = scratch.floats(TILE, FewRowKernel.ROWS * BLOCK);
        for (int block = fromBlock; block < toBlock; block++) {
            for (int first = 0; first < w.k(); first += MatrixProduct.DEPTH) {
                part(block, first, Math.min(MatrixProduct.DEPTH, w.k() - first), tile);
            }
        }
    }

    private void part(int block, int first, int depth, float[] tile) {
        long at = w.start(block, first);
        MemorySegment weights = w.memory();
        for (int row = 0; row < rows; row += FewRowKernel.ROWS) {
            int count = Math.min(FewRowKernel.ROWS, rows - row);
            int start = row * stride + first;
            if (count == 1) {
                for (int c = 0; c < BLOCK; c += 4 * COUNT) {
                    FewRowKernel.one(inputs, start, weights, at + 4L * c, depth, tile, c);
                }
            } else {
                for (int c = 0; c < BLOCK; c += 2 * COUNT) {
                    FewRowKernel.four(inputs, start, stride, weights, at + 4L * c, depth, tile, c, BLOCK);
                }
            }
            flush(tile, row, count, block * BLOCK, first == 0);
        }
    }

    private void flush(float[] tile, int row, int count, int column, boolean firstPart) {
        int width = Math.min(BLOCK, w.n() - column);
        float[] bias = firstPart ? y.bias() : null;
        for (int i = 0; i < count; i++) {
            int start = i * BLOCK;
            for (int j = 0; bias != null && j < width; j++) {
                tile[start + j] += bias[column + j];
            }
            long target = (row + i) * y.stride() + column;
            if (y.accumulate() || !firstPart) {
                Elements.add(tile, start, y.memory(), target, width);
            } else {
                Elements.store(tile, start, y.memory(), target, width);
            }
        }
    }
}
