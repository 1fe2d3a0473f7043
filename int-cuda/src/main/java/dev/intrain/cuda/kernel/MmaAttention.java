package dev.intrain.cuda.kernel;

import dev.intrain.cuda.device.Launch;

/**
 * Calls of attention_mma.cu on packed sequences; q, k, v and dOut are bfloat16, rows of {@link #width} numbers.
 *
 * @param heads query heads
 * @param kvHeads key-value heads
 * @param d head size, at most {@value #LARGEST_HEAD}
 * @param starts address of the sequences' starts, and the end
 * @param sequences how many
 * @param longest tokens of the longest
 * @param scale factor on scores
 */
public record MmaAttention(long heads, long kvHeads, long d, long starts, long sequences, long longest, float scale) {
    /** The largest head size whose sums stay in registers. */
    public static final int LARGEST_HEAD = 128;

    private static final int HELD = 64;
    private static final int FORWARD_ROWS = 5 * HELD;
    private static final int BACKWARD_ROWS = 2 * HELD + 4 * 32;
    private static final int NUMBERS = 128 * Float.BYTES;

    /** @return numbers a row, those beyond the head's size zeros */
    public int width() {
        return d <= 64 ? 64 : LARGEST_HEAD;
    }

    public Launch forward(long q, long k, long v, long out, long lse) {
        return blocks("attention_mma_", heads, FORWARD_ROWS, 0)
                .address(q)
                .address(k)
                .address(v)
                .address(starts)
                .f32(scale)
                .address(out)
                .address(lse)
                .i32(heads)
                .i32(kvHeads)
                .i32(d);
    }

    public Launch dq(long q, long k, long v, long lse, long delta, long dOut, long dq) {
        return gradient("attention_mma_dq_", heads, 0, q, k, v, lse, delta, dOut)
                .address(dq)
                .i32(heads)
                .i32(kvHeads)
                .i32(d);
    }

    public Launch dkv(long q, long k, long v, long lse, long delta, long dOut, long dk, boolean dvBf16, long dv) {
        return gradient("attention_mma_dkv_", kvHeads, NUMBERS, q, k, v, lse, delta, dOut)
                .address(dk)
                .either(dvBf16, dv)
                .i32(heads)
                .i32(kvHeads)
                .i32(d);
    }

    private Launch gradient(String name, long rows, int more, long q, long k, long v, long lse, long delta, long dOut) {
        return blocks(name, rows, BACKWARD_ROWS, more)
                .address(q)
                .address(k)
                .address(v)
                .address(lse)
                .address(delta)
                .address(dOut)
                .address(starts)
                .f32(scale);
    }

    private Launch blocks(String name, long rows, int tileRows, int more) {
        return Launch.of(name + width())
                .grid(Launch.ceilDiv(longest, HELD), rows, sequences)
                .threads(128)
                .shared(tileRows * (width() + 8) * Short.BYTES + more);
    }
}
