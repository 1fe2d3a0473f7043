package dev.intrain.core.rollout;

import dev.intrain.api.engine.Sampling;

/**
 * How to sample.
 *
 * @param sampling temperature, truncation, and most new tokens
 * @param stopIds tokens that end a completion; the array is not copied
 * @param slots most samples at once; the engine's own limit also holds
 * @param seed of the run
 * @param stage part of every random key
 * @param visit RL step or epoch, part of every random key; 0 in evaluation
 */
public record RolloutSettings(Sampling sampling, int[] stopIds, int slots, long seed, String stage, long visit) {
    /** Checks the slots. */
    public RolloutSettings {
        if (slots < 1) {
            throw new IllegalArgumentException("slots must be at least 1, not " + slots);
        }
    }
}
