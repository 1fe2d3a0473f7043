package dev.intrain.core.recipe;

import java.util.Locale;

/**
 * The policy loss of GRPO.
 *
 * @param clipLow the ratio is clipped below at 1 - clipLow
 * @param clipHigh the ratio is clipped above at 1 + clipHigh
 * @param klCoefficient weight of the KL term to the start of the stage; at 0 no reference model is loaded
 * @param normalizeStd whether advantages are divided by the group's standard deviation
 * @param normalization what the loss is the mean of
 * @param maskTruncated whether truncated rollouts are left out of the loss; they stay in the baseline
 */
public record LossRecipe(
        double clipLow,
        double clipHigh,
        double klCoefficient,
        boolean normalizeStd,
        Normalization normalization,
        boolean maskTruncated) {
    /** Checks the ranges. */
    public LossRecipe {
        Require.share("clipLow", clipLow);
        Require.atLeast("clipHigh", 0, clipHigh);
        Require.atLeast("klCoefficient", 0, klCoefficient);
    }

    /** What the loss is the mean of. */
    public enum Normalization {
        /** All trained tokens of a mini-batch. */
        TOKEN,
        /** Rollouts, each the mean of its tokens. */
        SEQUENCE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
