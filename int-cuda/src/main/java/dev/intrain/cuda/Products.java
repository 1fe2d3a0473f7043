package dev.intrain.cuda;

import dev.intrain.cuda.cublas.CublasLt;
import dev.intrain.cuda.device.Launch;
import dev.intrain.cuda.kernel.Elements;
import dev.intrain.cuda.kernel.Gemm;
import org.jspecify.annotations.Nullable;

/**
 * Matrix products in one of two precisions: float32 throughout, or bfloat16 factors with float32 sums.
 *
 * <p>A factor that is not bfloat16, or whose rows do not start at multiples of 16 bytes, is packed into scratch first.
 */
final class Products {
    private final Stream stream;
    private final @Nullable CublasLt library;

    /** @param library takes products of many rows; null if there is none */
    Products(Stream stream, @Nullable CublasLt library) {
        this.stream = stream;
        this.library = library;
    }

    /**
     * A matrix, rows one after another.
     *
     * @param address device address
     * @param bf16 whether its numbers are bfloat16, else float32
     * @param rows how many
     * @param columns how long
     * @param ld numbers from one row to the next
     */
    record Matrix(long address, boolean bf16, long rows, long columns, long ld) {
        static Matrix of(dev.intrain.api.tensor.Tensor tensor) {
            return of(CudaTensor.address(tensor), CudaTensor.bf16(tensor), tensor.dim(0), tensor.dim(1));
        }

        static Matrix of(long address, boolean bf16, long rows, long columns) {
            return new Matrix(address, bf16, rows, columns, columns);
        }

        /** Some of its rows. */
        Matrix rows(long first, long count) {
            return new Matrix(address + first * ld * (bf16 ? Short.BYTES : Float.BYTES), bf16, count, columns, ld);
        }
    }

    /** Numbers added to every row. */
    record Bias(long address, boolean bf16) {}

    /** A matrix as the product wants it, and the scratch it may lie in. */
    record Ready(Matrix matrix, @Nullable DeviceBlock scratch) implements AutoCloseable {
        @Override
        public void close() {
            if (scratch != null) {
                scratch.close();
            }
        }
    }

    /** @return the matrix in the precision of a product; packed once for several products */
    Ready ready(Matrix matrix, boolean bf16) {
        if (!bf16 && matrix.bf16()) {
            throw new IllegalArgumentException(
                    "A product of F32 matrices has a BF16 factor; only BF16 weights take it.");
        }
        if (!bf16 || (matrix.bf16() && Gemm.aligned(matrix.address(), matrix.ld()))) {
            return new Ready(matrix, null);
        }
        if (matrix.ld() != matrix.columns()) {
            throw new IllegalArgumentException("only whole rows are packed");
        }
        long ld = Launch.ceilDiv(Math.max(1, matrix.columns()), 8) * 8;
        DeviceBlock packed = stream.memory().scratch(Math.max(1, matrix.rows()) * ld * Short.BYTES);
        stream.run(Elements.packRows(
                matrix.bf16(), matrix.address(), packed.address(), matrix.rows(), matrix.columns(), ld));
        return new Ready(new Matrix(packed.address(), true, matrix.rows(), matrix.columns(), ld), packed);
    }

    /** {@code c (+)= a b (+ bias)}; c has rows of n numbers, one after another. */
    void multiply(
            Gemm.Layout layout, boolean bf16, Matrix a, Matrix b, long c, @Nullable Bias bias, boolean accumulate) {
        long m = layout == Gemm.Layout.TN ? a.columns() : a.rows();
        long k = layout == Gemm.Layout.TN ? a.rows() : a.columns();
        long n = layout == Gemm.Layout.NT ? b.rows() : b.columns();
        long biasAddress = bias == null ? 0 : bias.address();
        boolean biasBf16 = bias != null && bias.bf16();
        try (Ready left = ready(a, bf16);
                Ready right = ready(b, bf16)) {
            Matrix x = left.matrix();
            Matrix y = right.matrix();
            Gemm gemm = new Gemm(
                    layout, x.address(), x.ld(), y.address(), y.ld(), c, m, n, k, biasAddress, biasBf16, accumulate);
            if (!bf16) {
                stream.run(gemm.f32());
            } else if (library == null || !library.multiply(gemm)) {
                stream.run(gemm.bf16());
            }
        }
    }

    /** {@code y = x w^T (+ bias)} in the precision of w. */
    void linear(Matrix x, Matrix w, long y, @Nullable Bias bias, boolean accumulate) {
        if (bias == null || w.bf16() || !bias.bf16()) {
            multiply(Gemm.Layout.NT, w.bf16(), x, w, y, bias, accumulate);
            return;
        }
        try (DeviceBlock wide = stream.scratchFloats(w.rows())) {
            stream.run(Elements.axpby(1, true, bias.address(), 0, false, wide.address(), w.rows()));
            multiply(Gemm.Layout.NT, false, x, w, y, new Bias(wide.address(), false), accumulate);
        }
    }
}
