package dev.intrain.core.tensor.cpu;

import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.DecodeOps;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.tensor.HostTensor;
import dev.intrain.core.tensor.PagedCache;
import dev.intrain.core.tensor.RunningRows;
import dev.intrain.core.tensor.TokenSampling;
import java.lang.foreign.MemorySegment;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The operations of generation: rows are shared out, bookkeeping is not worth it. */
final class CpuDecode implements DecodeOps {
    private static final int LOGITS_PER_TASK = 1 << 13;
    private static final int ROWS_WRITTEN_PER_TASK = 64;

    private final Workers workers;
    private final CachedAttention attention;
    /** Their scratch is as large as the vocabulary, so they are kept. */
    private final Queue<TokenSampling> samplings = new ConcurrentLinkedQueue<>();

    CpuDecode(Workers workers) {
        this.workers = workers;
        this.attention = new CachedAttention(workers);
    }

    @Override
    public DType cached(DType weights, int headSize) {
        return CachedAttention.cached(weights, headSize);
    }

    @Override
    public void cacheWrite(
            Tensor k, Tensor v, Tensor kCache, Tensor vCache, Tensor blockTable, Tensor slots, Tensor positions) {
        workers.ranges((int) k.dim(0), ROWS_WRITTEN_PER_TASK, (from, to, scratch) -> {
            write(k, kCache, blockTable, slots, positions, from, to);
            write(v, vCache, blockTable, slots, positions, from, to);
        });
    }

    private static void write(
            Tensor rows, Tensor cache, Tensor blockTable, Tensor slots, Tensor positions, int from, int to) {
        if (cache.dtype() == rows.dtype()) {
            PagedCache.write(rows, cache, blockTable, slots, positions, from, to);
            return;
        }
        int width = (int) (rows.dim(1) * rows.dim(2));
        MemorySegment source = HostTensor.of(rows).segment();
        MemorySegment target = HostTensor.of(cache).segment();
        for (long n = from; n < to; n++) {
            int slot = HostTensor.of(slots).getInt(n);
            int position = HostTensor.of(positions).getInt(n);
            long token = PagedCache.tokenIndex(cache, blockTable, slot, position);
            Pairs.store(source, n * width, target, token * width, width);
        }
    }

    @Override
    public void copyBlocks(Tensor cache, Tensor pairs) {
        PagedCache.copyBlocks(cache, pairs);
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
        attention.forward(q, kCache, vCache, blockTable, slots, positions, scale, out);
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
        int vocabulary = (int) logits.dim(1);
        var settings = new TokenSampling.Settings(vocabulary, temperature, topK, topP);
        workers.ranges((int) logits.dim(0), Math.max(1, LOGITS_PER_TASK / vocabulary), (from, to, scratch) -> {
            TokenSampling kept = samplings.poll();
            TokenSampling sampling = kept != null && kept.settings().equals(settings)
                    ? kept
                    : new TokenSampling(settings, Elements::exponentials);
            for (int n = from; n < to; n++) {
                sampling.row(logits, keys, positions, n, nextIds, logprobs);
            }
            samplings.add(sampling);
        });
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
        RunningRows.advance(nextIds, logprobs, stopIds, positions, remaining, finished, count, tokenLog, logprobLog);
    }
}
