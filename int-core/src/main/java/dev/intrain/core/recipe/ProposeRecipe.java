package dev.intrain.core.recipe;

import dev.intrain.api.engine.Sampling;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Stage propose: the model checks its wrong attempts against the reference solution and writes one replacement step.
 *
 * @param proposals proposals per wrong attempt
 * @param guided whether a first turn asks for a solution guided by the reference
 * @param guidePrompt file with the first turn's template, or null for the built-in one
 * @param critiquePrompt file with the second turn's template, or null for the built-in one
 * @param splitter step splitter by id
 * @param temperature 0 for greedy
 * @param topP nucleus size; 1 for all
 * @param topK candidates; 0 for all
 * @param maxNewTokens most tokens a proposal may have
 * @param guideMaxNewTokens most tokens the guided solution may have
 * @param maxPromptTokens attempts whose prompt is longer are skipped and counted
 */
public record ProposeRecipe(
        int proposals,
        boolean guided,
        @Nullable Path guidePrompt,
        @Nullable Path critiquePrompt,
        String splitter,
        double temperature,
        double topP,
        int topK,
        int maxNewTokens,
        int guideMaxNewTokens,
        int maxPromptTokens) {
    /** Checks the ranges. */
    public ProposeRecipe {
        Require.atLeast("proposals", 1, proposals);
        Require.text("splitter", splitter);
        Require.sampling(temperature, topP, topK, maxNewTokens);
        Require.atLeast("guideMaxNewTokens", 1, guideMaxNewTokens);
        Require.atLeast("maxPromptTokens", 1, maxPromptTokens);
    }

    /** @return how proposals are sampled */
    public Sampling sampling() {
        return new Sampling(temperature, topP, topK, maxNewTokens);
    }

    /** @return how guided solutions are sampled */
    public Sampling guideSampling() {
        return new Sampling(temperature, topP, topK, guideMaxNewTokens);
    }
}
