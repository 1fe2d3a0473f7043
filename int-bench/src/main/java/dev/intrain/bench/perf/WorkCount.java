package dev.intrain.bench.perf;

import dev.intrain.api.tensor.DType;
import dev.intrain.core.checkpoint.ModelConfig;
import dev.intrain.core.checkpoint.TensorLayout;

/**
 * How much arithmetic and memory traffic a run is, by the usual convention: N is the number of weights, a multiply-add counts as two.
 *
 * <p>A forward pass takes 2N per token and a training step 6N, and each attended pair of tokens takes 4 operations per layer and element of
 * the query, three times that in training. Pairs are causal: token t attends to t of them, itself included. Norms, activations, sampling
 * and the optimizer's own arithmetic are not counted. Source: Kaplan et al. 2020, section 2.1, with causal pairs.
 *
 * @param config the model
 */
public record WorkCount(ModelConfig config) {
    /**
     * @param batch sequences
     * @param seq tokens of each
     * @return floating-point operations of forward and backward pass together
     */
    public double trainStep(long batch, long seq) {
        return 6.0 * config.parameterCount() * batch * seq + 3 * attention((double) batch * pairs(seq), layers());
    }

    /**
     * One prompt, up to its next token: the head runs on the last position only, and in the last layer the other positions stop once their
     * keys and values are cached.
     *
     * @param prompt tokens
     * @return floating-point operations
     */
    public double prefill(long prompt) {
        double body = 2.0 * (config.parameterCount() - head()) * prompt + 2.0 * head();
        double skipped = 2.0 * afterAttention() * (prompt - 1) + attention((double) pairs(prompt - 1), 1);
        return body + attention((double) pairs(prompt), layers()) - skipped;
    }

    /**
     * @param batch sequences
     * @param prompt tokens of each that are there before
     * @param newTokens steps
     * @return floating-point operations of all steps
     */
    public double decode(long batch, long prompt, long newTokens) {
        return 2.0 * config.parameterCount() * batch * newTokens
                + attention((double) batch * attended(prompt, newTokens), layers());
    }

    /**
     * Weights are read once per step, keys and values (F32) once per sequence and step.
     *
     * @param weights type of the matrices
     * @param batch sequences
     * @param prompt tokens of each that are there before
     * @param newTokens steps
     * @return bytes read in all steps
     */
    public double decodeBytes(DType weights, long batch, long prompt, long newTokens) {
        double cachedToken = 2.0 * layers() * config.attention().keyValueWidth() * Float.BYTES;
        return weightBytes(weights) * newTokens + cachedToken * batch * attended(prompt, newTokens);
    }

    private double weightBytes(DType weights) {
        return TensorLayout.of(config).values().stream()
                .mapToDouble(shape ->
                        (double) TensorLayout.size(shape) * (shape.length == 1 ? Float.BYTES : weights.bytes()))
                .sum();
    }

    private double attention(double pairs, int layerCount) {
        return 4 * pairs * layerCount * config.attention().queryWidth();
    }

    /** The first step reads the prompt's last token, which attends to the whole prompt. */
    private static long attended(long prompt, long newTokens) {
        return pairs(prompt + newTokens - 1) - pairs(prompt - 1);
    }

    private static long pairs(long tokens) {
        return tokens * (tokens + 1) / 2;
    }

    private long head() {
        return (long) config.vocabSize() * config.hiddenSize();
    }

    private long afterAttention() {
        return (long) config.hiddenSize() * (config.attention().queryWidth() + 3L * config.intermediateSize());
    }

    private int layers() {
        return config.numHiddenLayers();
    }
}
