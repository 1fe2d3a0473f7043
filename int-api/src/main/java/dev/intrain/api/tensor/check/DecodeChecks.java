package dev.intrain.api.tensor.check;

import dev.intrain.api.tensor.Tensor;

/** Types and shapes of what the operations of generation are given, which {@link dev.intrain.api.tensor.DecodeOps} names. */
public final class DecodeChecks {
    private static final int LOGPROBS = 3;

    private DecodeChecks() {}

    public static void cacheWrite(
            Tensor k, Tensor v, Tensor kCache, Tensor vCache, Tensor blockTable, Tensor slots, Tensor positions) {
        Arguments check = new Arguments("cacheWrite").rank("k", k, 3);
        check.f32("k", k, k.dim(0), k.dim(1), k.dim(2)).f32("v", v, k.dim(0), k.dim(1), k.dim(2));
        cache(check, kCache, vCache, k.dim(1), k.dim(2));
        rows(check, blockTable, slots, positions, k.dim(0));
    }

    public static void copyBlocks(Tensor cache, Tensor pairs) {
        new Arguments("copyBlocks")
                .rank("cache", cache, 4)
                .rank("pairs", pairs, 2)
                .i32("pairs", pairs, pairs.dim(0), 2);
    }

    public static void attentionCached(
            Tensor q, Tensor kCache, Tensor vCache, Tensor blockTable, Tensor slots, Tensor positions, Tensor out) {
        Arguments check = new Arguments("attentionCached").rank("q", q, 3).rank("kCache", kCache, 4);
        check.f32("q", q, q.dim(0), q.dim(1), q.dim(2)).weight("out", out, q.dim(0), q.dim(1), q.dim(2));
        cache(check, kCache, vCache, kCache.dim(2), q.dim(2));
        check.require(
                kCache.dim(2) > 0 && q.dim(1) % kCache.dim(2) == 0,
                "query heads must be a multiple of key-value heads");
        rows(check, blockTable, slots, positions, q.dim(0));
    }

    private static void cache(Arguments check, Tensor kCache, Tensor vCache, long heads, long headSize) {
        check.rank("kCache", kCache, 4);
        check.weight("kCache", kCache, kCache.dim(0), kCache.dim(1), heads, headSize);
        check.weight("vCache", vCache, kCache.dim(0), kCache.dim(1), heads, headSize);
        check.require(kCache.dtype() == vCache.dtype(), "kCache and vCache must have one type");
    }

    private static void rows(Arguments check, Tensor blockTable, Tensor slots, Tensor positions, long n) {
        check.rank("blockTable", blockTable, 2);
        check.i32("blockTable", blockTable, blockTable.dim(0), blockTable.dim(1));
        check.i32("slots", slots, n).i32("positions", positions, n);
    }

    public static void sample(
            Tensor logits,
            float temperature,
            int topK,
            float topP,
            Tensor keys,
            Tensor positions,
            Tensor nextIds,
            Tensor logprobs) {
        Arguments check = new Arguments("sample").rank("logits", logits, 2);
        long n = logits.dim(0);
        check.f32("logits", logits, n, logits.dim(1)).i32("keys", keys, n, 2).i32("positions", positions, n);
        check.i32("nextIds", nextIds, n).f32("logprobs", logprobs, n, LOGPROBS);
        check.require(logits.dim(1) > 0, "there must be at least one logit");
        check.require(temperature >= 0, "the temperature must not be negative");
        check.require(topK >= 0, "topK must not be negative");
        check.require(topP > 0 && topP <= 1, "topP must be in (0, 1]");
    }

    public static void advance(
            Tensor nextIds,
            Tensor logprobs,
            Tensor stopIds,
            Tensor positions,
            Tensor remaining,
            Tensor finished,
            Tensor count,
            Tensor tokenLog,
            Tensor logprobLog) {
        Arguments check = new Arguments("advance").rank("nextIds", nextIds, 1).rank("tokenLog", tokenLog, 2);
        long n = nextIds.dim(0);
        long l = tokenLog.dim(1);
        check.i32("nextIds", nextIds, n).f32("logprobs", logprobs, n, LOGPROBS).i32("stopIds", stopIds, stopIds.size());
        check.i32("positions", positions, n).i32("remaining", remaining, n).i32("finished", finished, n);
        check.i32("count", count, n).i32("tokenLog", tokenLog, n, l).f32("logprobLog", logprobLog, n, l, LOGPROBS);
    }
}
