package dev.intrain.core.recipe;

import dev.intrain.api.engine.Sampling;

/**
 * Stage filter: a proposal stays if a continuation from it is right. Sampling as in rollout.
 *
 * @param continuations continuations per proposal
 * @param leakFilter whether proposals that contain the gold answer are dropped
 * @param maxNewTokens most tokens a continuation may have; 0 for as many as an attempt
 * @param control continuations of the original wrong step, to compare with; 0 for none
 */
public record FilterRecipe(int continuations, boolean leakFilter, int maxNewTokens, int control) {
    /** Checks the ranges. */
    public FilterRecipe {
        Require.atLeast("continuations", 1, continuations);
        Require.atLeast("maxNewTokens", 0, maxNewTokens);
        Require.atLeast("control", 0, control);
    }

    /**
     * @param rollout the stage whose sampling this one shares
     * @return how continuations are sampled
     */
    public Sampling sampling(RolloutRecipe rollout) {
        int tokens = maxNewTokens == 0 ? rollout.maxNewTokens() : maxNewTokens;
        return new Sampling(rollout.temperature(), rollout.topP(), rollout.topK(), tokens);
    }
}
