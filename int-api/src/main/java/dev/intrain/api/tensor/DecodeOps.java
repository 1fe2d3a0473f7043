package dev.intrain.api.tensor;

/**
 * The operations of generation: a paged key-value cache, sampling, and the state of running sequences, all on the backend.
 *
 * <p>Legend as in {@link LayerOps}; N rows being decoded, B tokens per cache block. A cache is one tensor [blocks,B,G,D]; a block table
 * [slots,maxBlocks] I32 says which block holds positions {@code [i*B, (i+1)*B)} of a slot's sequence, so that samples of one prompt
 * can share its blocks.
 */
public interface DecodeOps {
    /**
     * {@link LayerOps#multiplied} in generation: the type in which this backend likes rows that are nothing but multiplied with weights
     * of a given type.
     *
     * @param weights type of the weights
     * @return F32, or BF16
     */
    default DType multipliedInSteps(DType weights) {
        return DType.F32;
    }

    /**
     * The type of a cache beside weights of a given type. In a BF16 cache, which only this backend reads, the order of a token's numbers is
     * its own.
     *
     * @param weights type of the weights
     * @param headSize D
     * @return F32; or BF16 where attention in training rounds keys and values to it as well
     */
    default DType cached(DType weights, int headSize) {
        return DType.F32;
    }

    /**
     * Writes keys and values of the given rows into the cache.
     *
     * @param k [N,G,D]
     * @param v [N,G,D]
     * @param kCache [blocks,B,G,D], F32 or {@link #cached}
     * @param vCache [blocks,B,G,D], of the same type
     * @param blockTable [slots,maxBlocks] I32
     * @param slots [N] I32: the slot of each row
     * @param positions [N] I32: the position of each row in its sequence
     */
    void cacheWrite(
            Tensor k, Tensor v, Tensor kCache, Tensor vCache, Tensor blockTable, Tensor slots, Tensor positions);

    /**
     * Copies whole blocks within a cache: a shared, partly filled block becomes a slot's own.
     *
     * @param cache [blocks,B,G,D], F32 or {@link #cached}
     * @param pairs [n,2] I32: source and target block numbers; targets are distinct and no target is a source
     */
    void copyBlocks(Tensor cache, Tensor pairs);

    /**
     * Attention of rows over their own cached sequence, positions 0 to the row's own, which must have been written before. Serves
     * prefill and decode alike.
     *
     * @param q [N,H,D]
     * @param kCache [blocks,B,G,D], F32 or {@link #cached}
     * @param vCache [blocks,B,G,D], of the same type
     * @param blockTable [slots,maxBlocks] I32
     * @param slots [N] I32
     * @param positions [N] I32
     * @param scale factor on scores
     * @param out [N,H,D], F32 or {@link #multipliedInSteps}
     */
    void attentionCached(
            Tensor q,
            Tensor kCache,
            Tensor vCache,
            Tensor blockTable,
            Tensor slots,
            Tensor positions,
            float scale,
            Tensor out);

    /**
     * Samples one token a row by inverting the cumulative distribution, and gives its log-probability three ways. Order of
     * operations: divide by temperature; keep the topK largest (ties by lower id); of these keep the smallest set, in order of
     * falling probability, whose sum reaches topP; renormalise; walk the kept ids in rising order until the sum exceeds the uniform
     * number {@code CounterRandom.uniform(key, position + 1)}. Temperature 0 takes the largest logit (lowest id among equals), whose
     * log-probability after truncation is 0. topP is a share of what topK kept.
     *
     * @param logits [N,V]
     * @param temperature 0 for greedy, else positive
     * @param topK 0 for all
     * @param topP 1 for all
     * @param keys [N,2] I32: low and high word of each row's random key
     * @param positions [N] I32: position of the row's last token; the sampled token stands at position + 1
     * @param nextIds [N] I32, =
     * @param logprobs [N,3], =: log softmax(z/T) (z at temperature 0), after truncation, and log softmax(z)
     */
    void sample(
            Tensor logits,
            float temperature,
            int topK,
            float topP,
            Tensor keys,
            Tensor positions,
            Tensor nextIds,
            Tensor logprobs);

    /**
     * Moves running rows one token on. For each row with {@code finished == 0}: append {@code nextIds} and {@code logprobs} to its log
     * at index {@code count}, increment count and positions, decrement remaining, and set finished to 1 if the id is a stop id, else
     * to 2 if remaining became 0. Rows already finished are left untouched.
     *
     * @param nextIds [N] I32
     * @param logprobs [N,3]
     * @param stopIds [K] I32
     * @param positions [N] I32, updated
     * @param remaining [N] I32, updated: tokens the row may still write
     * @param finished [N] I32, updated: 0 running, 1 stop id, 2 length
     * @param count [N] I32, updated: tokens in the row's log
     * @param tokenLog [N,L] I32, updated; L is at least the number of calls between two reads
     * @param logprobLog [N,L,3], updated
     */
    void advance(
            Tensor nextIds,
            Tensor logprobs,
            Tensor stopIds,
            Tensor positions,
            Tensor remaining,
            Tensor finished,
            Tensor count,
            Tensor tokenLog,
            Tensor logprobLog);

    /**
     * How many rows to compute in a step of generation: a backend that records steps wants few different numbers of them. The rows
     * beyond those that run repeat one that does, so that they write what it writes.
     *
     * @param running rows there are
     * @return at least as many
     */
    default int decodeRows(int running) {
        return running;
    }

    /**
     * Prepares work that is always the same calls on the same tensors, with the same numbers; what the tensors hold may differ. It
     * neither allocates tensors nor moves numbers between the host and the backend.
     *
     * @param work calls operations of this backend
     * @return what does it, any number of times; nothing is done before
     */
    default Repeated repeated(Runnable work) {
        return new Repeated() {
            @Override
            public void run() {
                work.run();
            }

            @Override
            public void close() {}
        };
    }
}
