package dev.intrain.core.recipe;

import dev.intrain.api.engine.Sampling;

/**
 * Stage rollout: attempts at every problem.
 *
 * @param samples attempts per problem
 * @param temperature 0 for greedy
 * @param topP nucleus size; 1 for all
 * @param topK candidates; 0 for all
 * @param maxNewTokens most tokens an attempt may have
 */
public record RolloutRecipe(int samples, double temperature, double topP, int topK, int maxNewTokens) {
    /** Checks the ranges. */
    public RolloutRecipe {
        Require.atLeast("samples", 1, samples);
        Require.sampling(temperature, topP, topK, maxNewTokens);
    }

    /** @return how attempts are sampled */
    public Sampling sampling() {
        return new Sampling(temperature, topP, topK, maxNewTokens);
    }
}
