package dev.intrain.cuda.kernel;

import dev.intrain.cuda.device.Launch;

/**
 * A matrix product {@code c[m][n] (+)= sum_k a(m,k) b(k,n) (+ bias[n])} as plain data: gemm_f32.cu, gemm_bf16.cu and gemm_few.cu run it.
 *
 * @param layout how a and b lie
 * @param a address of the left factor
 * @param lda numbers from one of its rows to the next
 * @param b address of the right factor
 * @param ldb numbers from one of its rows to the next
 * @param c address of the result, float32, rows n apart
 * @param m rows of c
 * @param n columns of c
 * @param k length of the sums
 * @param bias address of n numbers, or 0
 * @param biasBf16 whether they are bfloat16
 * @param accumulate whether c is added to
 */
public record Gemm(
        Layout layout,
        long a,
        long lda,
        long b,
        long ldb,
        long c,
        long m,
        long n,
        long k,
        long bias,
        boolean biasBf16,
        boolean accumulate) {
    private static final int FEW = 64;
    /** About as many as a large GPU has; tiles of either size give the same bits. */
    private static final int MULTIPROCESSORS = 128;

    private static final int STAGES = 3;
    private static final int DEPTH = 32;
    private static final int PAD = 8;

    /** Which index runs along the rows of the factors. */
    public enum Layout {
        /** a[m][k], b[n][k]. */
        NT,
        /** a[m][k], b[k][n]. */
        NN,
        /** a[k][m], b[k][n]. */
        TN
    }

    /** @return whether the factors meet what the tensor-core kernel loads: rows at multiples of 16 bytes */
    public static boolean aligned(long address, long ld) {
        return address % 16 == 0 && ld % 8 == 0;
    }

    /** @return the call for bfloat16 factors */
    public Launch bf16() {
        return layout == Layout.NT && m > 0 && m <= FEW ? few() : tiles();
    }

    /** Weights stream past the few rows of a step of generation. */
    private Launch few() {
        boolean fewest = m <= 16;
        int columns = fewest ? 16 : 32;
        int stage = fewest ? 4 * (256 + PAD) : 3 * (128 + PAD);
        return with(Launch.of(fewest ? "gemm_few_16" : "gemm_few_64")
                .grid(Launch.ceilDiv(n, columns), 1, 1)
                .threads(fewest ? 64 : 128)
                .shared(stage * ((fewest ? 16 : FEW) + columns) * Short.BYTES));
    }

    private Launch tiles() {
        return switch (layout) {
            case NT ->
                Launch.ceilDiv(m, 128) * Launch.ceilDiv(n, 128) < MULTIPROCESSORS
                        ? tiles("gemm_bf16_nt_small", 64, 64, 128)
                        : tiles("gemm_bf16_nt", 128, 128, 256);
            case NN -> m <= FEW ? tiles("gemm_bf16_nn_few", 16, 64, 128) : tiles("gemm_bf16_nn", 128, 128, 256);
            case TN -> tiles("gemm_bf16_tn", 128, 128, 256);
        };
    }

    private Launch tiles(String kernel, int rows, int columns, int threads) {
        int numbers = tile(rows, layout != Layout.TN) + tile(columns, layout == Layout.NT);
        return with(Launch.of(kernel)
                .grid(Launch.ceilDiv(n, columns), Launch.ceilDiv(m, rows), 1)
                .threads(threads)
                .shared(STAGES * numbers * Short.BYTES));
    }

    private Launch with(Launch launch) {
        return launch.address(a)
                .i64(lda)
                .address(b)
                .i64(ldb)
                .address(c)
                .i32(m)
                .i32(n)
                .i32(k)
                .either(biasBf16, bias)
                .flag(accumulate);
    }

    /** @return the call for float32 factors */
    public Launch f32() {
        boolean aAlongK = layout != Layout.TN;
        boolean bAlongK = layout == Layout.NT;
        return Launch.of("gemm_f32")
                .grid(Launch.ceilDiv(n, 64), Launch.ceilDiv(m, 64), 1)
                .threads(256)
                .shared(2 * 16 * 68 * Float.BYTES)
                .address(a)
                .i64(aAlongK ? lda : 1)
                .i64(aAlongK ? 1 : lda)
                .address(b)
                .i64(bAlongK ? 1 : ldb)
                .i64(bAlongK ? ldb : 1)
                .address(c)
                .i32(m)
                .i32(n)
                .i32(k)
                .address(bias)
                .flag(accumulate);
    }

    private static int tile(int outer, boolean alongK) {
        return alongK ? outer * (DEPTH + PAD) : DEPTH * (outer + PAD);
    }
}
