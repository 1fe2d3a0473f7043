package dev.intrain.core.tensor.cpu;

import dev.intrain.api.tensor.DType;
import dev.intrain.core.tensor.Bfloat16;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Whether oneDNN adds in the order of {@link MatrixProduct} on this processor: some of its elements against the order written out in plain
 * Java, which is quick even before anything is compiled.
 */
final class OrderCheck {
    private static final int M = 32;
    private static final int FEW = 8;
    private static final int N = 70;
    private static final int K = MatrixProduct.DEPTH + 31;
    /** Elements that are compared: every so many, so that all columns and rows are met. */
    private static final int STEP = 67;

    private OrderCheck() {}

    static boolean sameBits() {
        Workers workers = new Workers(1);
        try (Arena arena = Arena.ofConfined()) {
            boolean same = true;
            DnnlBlocks blocks = new DnnlBlocks(workers);
            for (DType dtype : new DType[] {DType.F32, DType.BF16}) {
                for (boolean transposed : new boolean[] {false, true}) {
                    same &= sameBits(blocks, arena, transposed, dtype);
                }
            }
            return same
                    && (!Dnnl.multipliesBfloat16() || sameBitsPacked(workers, arena, DType.BF16))
                    && (!Dnnl.packsFloat32() || sameBitsPacked(workers, arena, DType.F32));
        } finally {
            workers.close();
        }
    }

    /** A product that oneDNN does not take is not its, and right. */
    private static boolean sameBits(DnnlBlocks blocks, Arena arena, boolean transposed, DType dtype) {
        boolean narrow = dtype == DType.BF16;
        Matrix a = new Matrix(numbers(arena, M * K, dtype), dtype, transposed ? M : K, transposed);
        Matrix b = new Matrix(numbers(arena, N * K, dtype), dtype, transposed ? N : K, !transposed);
        MemorySegment c = arena.allocate((long) M * N * Float.BYTES, Float.BYTES);
        int rows = blocks.multiply(a, b, new MatrixProduct.Target(c, N, false, null), M, N, K, narrow);
        for (int i = 0; i < rows * N; i += STEP) {
            float expected = element(a, b, i / N, i % N, narrow);
            if (Float.floatToRawIntBits(c.getAtIndex(ValueLayout.JAVA_FLOAT, i)) != Float.floatToRawIntBits(expected)) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameBitsPacked(Workers workers, Arena arena, DType dtype) {
        Matrix x = new Matrix(numbers(arena, FEW * K, DType.F32), DType.F32, K, false);
        Matrix w = new Matrix(numbers(arena, N * K, dtype), dtype, K, true);
        PackedWeights packed = PackedWeights.allocate(dtype, N, K);
        packed.fill(w.memory(), workers);
        MemorySegment c = arena.allocate((long) FEW * N * Float.BYTES, Float.BYTES);
        new DnnlPacked(workers)
                .multiply(
                        x.memory(),
                        FEW,
                        new WeightGroup(List.of(packed)),
                        List.of(new MatrixProduct.Target(c, N, false, null)));
        for (int i = 0; i < FEW * N; i += STEP / 2) {
            float expected = element(x, w, i / N, i % N, dtype == DType.BF16);
            if (Float.floatToRawIntBits(c.getAtIndex(ValueLayout.JAVA_FLOAT, i)) != Float.floatToRawIntBits(expected)) {
                return false;
            }
        }
        return true;
    }

    private static float element(Matrix a, Matrix b, int row, int column, boolean narrow) {
        float total = 0;
        for (int first = 0; first < K; first += MatrixProduct.DEPTH) {
            int end = Math.min(K, first + MatrixProduct.DEPTH);
            float sum = 0;
            for (int p = first; p < end; p++) {
                // in a pair of BF16 the second comes first
                int step = narrow && (p - first | 1) < end - first ? first + (p - first ^ 1) : p;
                sum = Math.fma(number(a, row, step, narrow), number(b, step, column, narrow), sum);
            }
            total = first == 0 ? sum : total + sum;
        }
        return total;
    }

    private static float number(Matrix matrix, int row, int column, boolean narrow) {
        MemorySegment at = matrix.from(row, column);
        if (matrix.dtype() == DType.BF16) {
            return Bfloat16.toFloat(at.get(ValueLayout.JAVA_SHORT, 0));
        }
        float number = at.get(ValueLayout.JAVA_FLOAT, 0);
        return narrow ? Bfloat16.toFloat(Bfloat16.fromFloat(number)) : number;
    }

    private static MemorySegment numbers(Arena arena, int count, DType dtype) {
        MemorySegment memory = arena.allocate((long) count * dtype.bytes(), Float.BYTES);
        int state = 1;
        for (int i = 0; i < count; i++) {
            state = state * 1_103_515_245 + 12_345;
            float number = (state >> 8) * 0x1p-23f;
            if (dtype == DType.F32) {
                memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, number);
            } else {
                memory.setAtIndex(ValueLayout.JAVA_SHORT, i, Bfloat16.fromFloat(number));
            }
        }
        return memory;
    }
}
