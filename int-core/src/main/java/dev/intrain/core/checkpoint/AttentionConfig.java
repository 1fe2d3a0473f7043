package dev.intrain.core.checkpoint;

/**
 * The shape of a decoder's attention.
 *
 * @param numAttentionHeads query heads
 * @param numKeyValueHeads key-value heads, a divisor of the query heads
 * @param headDim size of a head, even; need not be hiddenSize / numAttentionHeads
 * @param qkvBias whether query, key and value projections have a bias
 * @param outputBias whether the output projection has one
 * @param qkNorm whether every query and key head is normalised before rotation
 */
public record AttentionConfig(
        int numAttentionHeads, int numKeyValueHeads, int headDim, boolean qkvBias, boolean outputBias, boolean qkNorm) {
    /** Checks the numbers. */
    public AttentionConfig {
        if (numAttentionHeads < 1 || numKeyValueHeads < 1 || numAttentionHeads % numKeyValueHeads != 0) {
            throw new IllegalArgumentException("num_attention_heads " + numAttentionHeads
                    + " must be a multiple of num_key_value_heads " + numKeyValueHeads);
        }
        if (headDim < 2 || headDim % 2 != 0) {
            throw new IllegalArgumentException("head_dim must be even and positive, not " + headDim);
        }
    }

    /** @return width of all query heads */
    public int queryWidth() {
        return numAttentionHeads * headDim;
    }

    /** @return width of all key (or value) heads */
    public int keyValueWidth() {
        return numKeyValueHeads * headDim;
    }
}
