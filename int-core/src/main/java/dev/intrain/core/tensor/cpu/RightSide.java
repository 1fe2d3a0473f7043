package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.Lanes.COUNT;
import static dev.intrain.core.tensor.cpu.Lanes.FLOATS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import jdk.incubator.vector.FloatVector;

/**
 * The right side B [k,n] of a product in F32 on its way into the order of {@link PackedWeights}, any part by any thread: 64 columns where
 * B is a stored matrix's transpose, else 32 rows.
 *
 * @param b F32
 * @param to where to, of the same n and k; wholly written
 */
record RightSide(Matrix b, PackedWeights to) {
    private static final int ROWS = 32;

    /** @return how many parts there are */
    int parts() {
        return b.transposed() ? to.blocks() : (to.k() + ROWS - 1) / ROWS;
    }

    /** Packs one part. */
    void pack(int part, Scratch scratch) {
        if (b.transposed()) {
            columns(part, scratch);
            return;
        }
        int end = Math.min(to.k(), (part + 1) * ROWS);
        for (int row = part * ROWS; row < end; row++) {
            row(row);
        }
        if (end == to.k()) {
            for (int block = 0; block < to.blocks(); block++) {
                clearBelow(block, lastDepth());
            }
        }
    }

    private int lastDepth() {
        return (to.k() - 1) / MatrixProduct.DEPTH * MatrixProduct.DEPTH;
    }

    private void row(int row) {
        int depth = row / MatrixProduct.DEPTH * MatrixProduct.DEPTH;
        for (int block = 0; block < to.blocks(); block++) {
            long source = (row * b.stride() + (long) block * PackedWeights.BLOCK) * Float.BYTES;
            long target = to.start(block, depth) + (long) (row - depth) * PackedWeights.PAIR_BYTES;
            int width = Math.min(PackedWeights.BLOCK, to.n() - block * PackedWeights.BLOCK);
            if (width == PackedWeights.BLOCK) {
                for (int i = 0; i < PackedWeights.BLOCK; i += COUNT) {
                    long at = (long) i * Float.BYTES;
                    FloatVector.fromMemorySegment(FLOATS, b.memory(), source + at, LITTLE_ENDIAN)
                            .intoMemorySegment(to.memory(), target + at, LITTLE_ENDIAN);
                }
            } else {
                for (int i = 0; i < PackedWeights.BLOCK; i++) {
                    float number = i < width ? b.memory().get(JAVA_FLOAT, source + (long) i * Float.BYTES) : 0;
                    to.memory().set(JAVA_FLOAT, target + (long) i * Float.BYTES, number);
                }
            }
        }
    }

    private void columns(int block, Scratch scratch) {
        int width = Math.min(PackedWeights.BLOCK, to.n() - block * PackedWeights.BLOCK);
        for (int depth = 0; depth < to.k(); depth += MatrixProduct.DEPTH) {
            int steps = Math.min(MatrixProduct.DEPTH, to.k() - depth);
            int squares = width == PackedWeights.BLOCK && Transpose.SQUARES ? steps - steps % Transpose.SQUARE : 0;
            squares(block, depth, squares, scratch.square());
            for (int p = squares; p < steps; p++) {
                for (int i = 0; i < PackedWeights.BLOCK; i++) {
                    long source = ((long) block * PackedWeights.BLOCK + i) * b.stride() + depth + p;
                    float number = i < width ? b.memory().getAtIndex(JAVA_FLOAT, source) : 0;
                    to.memory().set(JAVA_FLOAT, at(block, depth, p) + (long) i * Float.BYTES, number);
                }
            }
        }
        clearBelow(block, lastDepth());
    }

    private void squares(int block, int depth, int steps, float[] tile) {
        long stride = b.stride() * Float.BYTES;
        for (int p = 0; p < steps; p += Transpose.SQUARE) {
            for (int i = 0; i < PackedWeights.BLOCK; i += Transpose.SQUARE) {
                long source = ((long) block * PackedWeights.BLOCK + i) * stride + (long) (depth + p) * Float.BYTES;
                long target = at(block, depth, p) + (long) i * Float.BYTES;
                Transpose.square(b.memory(), source, stride, to.memory(), target, PackedWeights.PAIR_BYTES, tile);
            }
        }
    }

    private long at(int block, int depth, int step) {
        return to.start(block, depth) + (long) step * PackedWeights.PAIR_BYTES;
    }

    /** What the last block of depth lacks is zero. */
    private void clearBelow(int block, int depth) {
        long from = at(block, depth, to.k() - depth);
        long end = at(block, depth, to.padded(to.k() - depth));
        to.memory().asSlice(from, end - from).fill((byte) 0);
    }
}
