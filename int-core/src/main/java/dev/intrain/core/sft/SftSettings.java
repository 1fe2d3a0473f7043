package dev.intrain.core.sft;

import dev.intrain.core.optim.LearningRate;

/**
 * How to train on examples; what to train on is the {@link ExampleSource}'s matter.
 *
 * @param stage name for messages and checkpoints
 * @param steps optimizer steps of the whole training
 * @param learningRate rate of each step
 * @param clipNorm largest norm of all gradients together; 0 for no clipping
 * @param microBatchTokens most tokens one forward pass reads; bounds memory, changes results only by rounding
 * @param recompute whether activations are computed again in the backward pass to save memory
 */
public record SftSettings(
        String stage, long steps, LearningRate learningRate, double clipNorm, int microBatchTokens, boolean recompute) {
    /** Checks the ranges. */
    public SftSettings {
        if (steps < 0 || microBatchTokens < 1) {
            throw new IllegalArgumentException("steps must be at least 0 and microBatchTokens at least 1, not " + steps
                    + " and " + microBatchTokens);
        }
    }
}
