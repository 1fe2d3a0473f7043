package dev.intrain.cuda.kernel;

import dev.intrain.cuda.device.Launch;

/** Calls of norm.cu and, with a rotation, of rope.cu. */
public final class Norm {
    private static final int LONGEST_OF_A_WARP = 1024;
    private static final int SHARED = 32 * Float.BYTES;

    private Norm() {}

    /** {@code y = x w inv}, {@code inv = 1/sqrt(mean(x^2) + eps)} for {@code rows} rows of c. */
    public static Launch forward(
            boolean bf16, long x, long w, float eps, boolean yBf16, long y, long inv, long rows, long c) {
        return perRow(bf16 ? "rms_norm_bf16" : "rms_norm_f32", rows, c)
                .address(x)
                .address(w)
                .f32(eps)
                .either(yBf16, y)
                .address(inv)
                .i32(c);
    }

    /** The input's gradient; the weight's is {@link Columns}. */
    public static Launch backward(
            boolean bf16,
            long x,
            long w,
            long inv,
            long dy,
            boolean dxBf16,
            long dx,
            long rows,
            long c,
            boolean accumulate) {
        return perRow(bf16 ? "rms_norm_backward_bf16" : "rms_norm_backward_f32", rows, c)
                .address(x)
                .address(w)
                .address(inv)
                .address(dy)
                .either(dxBf16, dx)
                .i32(c)
                .flag(accumulate);
    }

    /** Norm and rotation of heads: a warp a row of {@code tokens} times heads. */
    public static Launch rotated(
            boolean bf16,
            long x,
            long w,
            float eps,
            long table,
            long positions,
            long y,
            long inv,
            long tokens,
            long heads,
            long d,
            long tableRows) {
        return Launch.of(bf16 ? "norm_rope_bf16" : "norm_rope_f32")
                .grid(Launch.ceilDiv(tokens * heads, 8), 1, 1)
                .threads(256)
                .address(x)
                .address(w)
                .f32(eps)
                .address(table)
                .address(positions)
                .address(y)
                .address(inv)
                .i64(tokens * heads)
                .i32(heads)
                .i32(d)
                .i32(tableRows);
    }

    private static Launch perRow(String kernel, long rows, long c) {
        return Launch.of(kernel)
                .grid(rows, 1, 1)
                .threads(c <= LONGEST_OF_A_WARP ? 32 : 256)
                .shared(SHARED);
    }
}
