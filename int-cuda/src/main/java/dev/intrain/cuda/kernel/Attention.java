package dev.intrain.cuda.kernel;

import dev.intrain.cuda.device.Launch;

/**
 * Calls of attention.cu and attention_backward.cu on packed sequences.
 *
 * @param tokens tokens of all sequences
 * @param heads query heads
 * @param kvHeads key-value heads
 * @param d head size, at most 256
 * @param starts address of the sequences' starts, and the end
 * @param sequences how many
 * @param longest tokens of the longest
 * @param scale factor on scores
 */
public record Attention(
        long tokens, long heads, long kvHeads, long d, long starts, long sequences, long longest, float scale) {
    static final int TILE = 32;
    /** The largest head size the kernels take. */
    public static final int LARGEST_HEAD = 256;

    public Launch forward(long q, long k, long v, long out, long lse) {
        return tiles("attention_", heads, 2 * (d + 1) + d)
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

    /** {@code delta[t,h] = out . dOut}: the first step backward. */
    public Launch delta(long out, long dOut, long delta) {
        long rows = tokens * heads;
        return Launch.of("attention_delta")
                .grid(Launch.ceilDiv(rows, 8), 1, 1)
                .threads(256)
                .address(out)
                .address(dOut)
                .address(delta)
                .i64(rows)
                .i32(d);
    }

    public Launch dq(long q, long k, long v, long lse, long delta, long dOut, long dq) {
        return gradient("attention_dq_", heads, q, k, v, lse, delta, dOut)
                .address(dq)
                .i32(heads)
                .i32(kvHeads)
                .i32(d);
    }

    public Launch dkv(long q, long k, long v, long lse, long delta, long dOut, long dk, boolean dvBf16, long dv) {
        return gradient("attention_dkv_", kvHeads, q, k, v, lse, delta, dOut)
                .address(dk)
                .either(dvBf16, dv)
                .i32(heads)
                .i32(kvHeads)
                .i32(d);
    }

    private Launch gradient(String name, long rows, long q, long k, long v, long lse, long delta, long dOut) {
        return tiles(name, rows, 4 * (d + 1))
                .address(q)
                .address(k)
                .address(v)
                .address(lse)
                .address(delta)
                .address(dOut)
                .address(starts)
                .f32(scale);
    }

    private Launch tiles(String name, long rows, long sharedFloatsOfARow) {
        return Launch.of(name + size(d))
                .grid(Launch.ceilDiv(longest, TILE), rows, sequences)
                .threads(256)
                .shared((int) (TILE * sharedFloatsOfARow * Float.BYTES));
    }

    /** The kernel's size class. */
    static int size(long d) {
        return d <= 32 ? 32 : d <= 64 ? 64 : d <= 128 ? 128 : LARGEST_HEAD;
    }
}
