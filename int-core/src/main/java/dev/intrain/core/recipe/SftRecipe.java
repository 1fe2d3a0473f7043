package dev.intrain.core.recipe;

/**
 * Stage sft: training on the kept part of the attempt and the intervention, without an end token.
 *
 * @param epochs passes over the rows
 * @param batchSize rows per update
 * @param maxTokens longer rows are dropped and counted
 * @param microBatchTokens tokens per forward pass; at least {@code maxTokens}, so that every row fits
 * @param trainPrefix whether the kept part of the attempt is in the loss
 * @param optimizer how the weights are updated
 */
public record SftRecipe(
        int epochs,
        int batchSize,
        int maxTokens,
        int microBatchTokens,
        boolean trainPrefix,
        OptimizerRecipe optimizer) {
    /** Of one forward pass: beyond any context and any machine. */
    static final int MOST_TOKENS = 1 << 20;

    /** Checks the ranges. */
    public SftRecipe {
        Require.atLeast("epochs", 1, epochs);
        Require.atLeast("batchSize", 1, batchSize);
        Require.between("maxTokens", 2, MOST_TOKENS, maxTokens);
        Require.between("microBatchTokens", 2, MOST_TOKENS, microBatchTokens);
        if (microBatchTokens < maxTokens) {
            throw new InvalidKey(
                    "microBatchTokens",
                    "must be at least maxTokens (" + maxTokens + "), so that every row fits, not " + microBatchTokens);
        }
    }
}
