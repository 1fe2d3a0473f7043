package dev.intrain.cuda.kernel;

import dev.intrain.cuda.device.Launch;

/**
 * Calls of attention_cached.cu and, where the cache is bfloat16, attention_decode.cu on a paged cache.
 *
 * @param bf16 whether the cache is bfloat16, else float32
 * @param heads query heads
 * @param kvHeads key-value heads
 * @param d head size, at most 256; {@link #narrow} says which a bfloat16 cache may have
 * @param block tokens a block
 * @param maxBlocks blocks a slot
 * @param cacheBlocks blocks in the cache
 */
public record CachedAttention(
        boolean bf16, long heads, long kvHeads, long d, long block, long maxBlocks, long cacheBlocks) {
    private static final int SPLIT = 256;
    private static final int WARP_ROWS = 64;

    /** @return whether rows of such heads can be cached in bfloat16: at multiples of 16 bytes, and their sums stay in registers */
    public static boolean narrow(long d) {
        return d % 8 == 0 && d <= MmaAttention.LARGEST_HEAD;
    }

    /** @return fixed splits of the longest sequence a slot can hold */
    public long splits() {
        return Math.max(1, Launch.ceilDiv(block * maxBlocks, SPLIT));
    }

    /** @return floats that a row's partial results take */
    public long partFloats() {
        return heads * splits() * (d + 2);
    }

    public Launch parts(
            long q, long kCache, long vCache, long table, long slots, long positions, float scale, long part, long n) {
        return (bf16 ? onTensorCores() : inFloat32())
                .grid(n, kvHeads, splits())
                .address(q)
                .address(kCache)
                .address(vCache)
                .address(table)
                .address(slots)
                .address(positions)
                .f32(scale)
                .address(part)
                .i32(heads)
                .i32(kvHeads)
                .i32(d)
                .i32(block)
                .i32(maxBlocks)
                .i32(cacheBlocks);
    }

    private Launch inFloat32() {
        return Launch.of("attention_cached_" + Attention.size(d)).threads(256).shared((int)
                (Attention.TILE * (2 * (d + 1) + d) * Float.BYTES));
    }

    private Launch onTensorCores() {
        int width = d <= 64 ? 64 : MmaAttention.LARGEST_HEAD;
        return Launch.of("attention_decode_" + width).threads(128).shared(WARP_ROWS * 4 * (width + 8) * Short.BYTES);
    }

    /** Joins the splits; out may be bfloat16. */
    public Launch merge(long part, long positions, boolean outBf16, long out, long n) {
        return Launch.of("attention_merge")
                .grid(Launch.ceilDiv(n * heads, 8), 1, 1)
                .threads(256)
                .address(part)
                .address(positions)
                .either(outBf16, out)
                .i64(n * heads)
                .i32(heads)
                .i32(splits())
                .i32(d);
    }

    public Launch write(long k, long v, long kCache, long vCache, long table, long slots, long positions, long n) {
        long width = kvHeads * d;
        return Launch.each("cache_write", n * width)
                .address(k)
                .address(v)
                .either(bf16, kCache)
                .either(bf16, vCache)
                .address(table)
                .address(slots)
                .address(positions)
                .i64(n * width)
                .i32(width)
                .i32(block)
                .i32(maxBlocks)
                .i32(cacheBlocks);
    }

    /** Copies {@code count} blocks of {@code size} numbers. */
    public static Launch copyBlocks(boolean bf16, long cache, long pairs, long count, long size, long cacheBlocks) {
        return Launch.of(bf16 ? "copy_blocks_bf16" : "copy_blocks_f32")
                .grid(count, 1, 1)
                .threads(256)
                .address(cache)
                .address(pairs)
                .i64(size)
                .i32(cacheBlocks);
    }
}
