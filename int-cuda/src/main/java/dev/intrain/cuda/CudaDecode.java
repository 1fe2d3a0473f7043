package dev.intrain.cuda;

import static dev.intrain.cuda.CudaTensor.address;
import static dev.intrain.cuda.CudaTensor.bf16;

import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.DecodeOps;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.api.tensor.check.Arguments;
import dev.intrain.api.tensor.check.DecodeChecks;
import dev.intrain.cuda.kernel.Attention;
import dev.intrain.cuda.kernel.CachedAttention;
import dev.intrain.cuda.kernel.Sampling;

/** The operations of generation as launches; shapes and dtypes as in {@link DecodeOps}. */
final class CudaDecode implements DecodeOps {
    /** Partial results of attention's splits held at a time; rows beyond it follow in further launches. */
    private static final long PART_FLOATS = 16L << 20;

    private final Stream stream;

    CudaDecode(Stream stream) {
        this.stream = stream;
    }

    @Override
    public DType multipliedInSteps(DType weights) {
        return weights;
    }

    /** The heads that are rounded in training are rounded here: rollouts and training see the same keys and values. */
    @Override
    public DType cached(DType weights, int headSize) {
        return MmaPass.takes(weights, headSize) && CachedAttention.narrow(headSize) ? DType.BF16 : DType.F32;
    }

    private static CachedAttention cached(Tensor cache, long heads, Tensor blockTable) {
        long d = cache.dim(3);
        new Arguments("a cache")
                .require(d <= Attention.LARGEST_HEAD, "the head size must be at most " + Attention.LARGEST_HEAD)
                .require(
                        !bf16(cache) || CachedAttention.narrow(d),
                        "the head size of a BF16 cache must be a multiple of 8, at most 128");
        return new CachedAttention(
                bf16(cache), heads, cache.dim(2), cache.dim(3), cache.dim(1), blockTable.dim(1), cache.dim(0));
    }

    @Override
    public void cacheWrite(
            Tensor k, Tensor v, Tensor kCache, Tensor vCache, Tensor blockTable, Tensor slots, Tensor positions) {
        DecodeChecks.cacheWrite(k, v, kCache, vCache, blockTable, slots, positions);
        stream.run(cached(kCache, k.dim(1), blockTable)
                .write(
                        address(k),
                        address(v),
                        address(kCache),
                        address(vCache),
                        address(blockTable),
                        address(slots),
                        address(positions),
                        k.dim(0)));
    }

    @Override
    public void copyBlocks(Tensor cache, Tensor pairs) {
        DecodeChecks.copyBlocks(cache, pairs);
        long size = cache.dim(1) * cache.dim(2) * cache.dim(3);
        stream.run(CachedAttention.copyBlocks(
                bf16(cache), address(cache), address(pairs), pairs.dim(0), size, cache.dim(0)));
    }

    @Override
    public void attentionCached(
            Tensor q,
            Tensor kCache,
            Tensor vCache,
            Tensor blockTable,
            Tensor slots,
            Tensor positions,
            float scale,
            Tensor out) {
        DecodeChecks.attentionCached(q, kCache, vCache, blockTable, slots, positions, out);
        CachedAttention attention = cached(kCache, q.dim(1), blockTable);
        long rowSize = q.dim(1) * q.dim(2);
        long atOnce = Math.max(1, Math.min(q.dim(0), PART_FLOATS / attention.partFloats()));
        try (DeviceBlock part = stream.scratchFloats(atOnce * attention.partFloats())) {
            for (long n = 0; n < q.dim(0); n += atOnce) {
                long rows = Math.min(atOnce, q.dim(0) - n);
                long at = address(positions) + n * Integer.BYTES;
                stream.run(attention.parts(
                        address(q) + n * rowSize * Float.BYTES,
                        address(kCache),
                        address(vCache),
                        address(blockTable),
                        address(slots) + n * Integer.BYTES,
                        at,
                        scale,
                        part.address(),
                        rows));
                stream.run(attention.merge(
                        part.address(),
                        at,
                        bf16(out),
                        address(out) + n * rowSize * out.dtype().bytes(),
                        rows));
            }
        }
    }

    @Override
    public void sample(
            Tensor logits,
            float temperature,
            int topK,
            float topP,
            Tensor keys,
            Tensor positions,
            Tensor nextIds,
            Tensor logprobs) {
        DecodeChecks.sample(logits, temperature, topK, topP, keys, positions, nextIds, logprobs);
        stream.run(Sampling.sample(
                address(logits),
                logits.dim(0),
                logits.dim(1),
                temperature,
                topK,
                topP,
                address(keys),
                address(positions),
                address(nextIds),
                address(logprobs)));
    }

    @Override
    public void advance(
            Tensor nextIds,
            Tensor logprobs,
            Tensor stopIds,
            Tensor positions,
            Tensor remaining,
            Tensor finished,
            Tensor count,
            Tensor tokenLog,
            Tensor logprobLog) {
        DecodeChecks.advance(nextIds, logprobs, stopIds, positions, remaining, finished, count, tokenLog, logprobLog);
        stream.run(Sampling.advance(
                address(nextIds),
                address(logprobs),
                address(stopIds),
                stopIds.size(),
                address(positions),
                address(remaining),
                address(finished),
                address(count),
                address(tokenLog),
                address(logprobLog),
                nextIds.size(),
                tokenLog.dim(1)));
    }
}
