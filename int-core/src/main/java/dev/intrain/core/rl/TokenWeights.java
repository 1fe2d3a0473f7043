package dev.intrain.core.rl;

import dev.intrain.core.recipe.LossRecipe.Normalization;

/**
 * Weights that make a mini-batch's loss a mean: of all its tokens (Yu et al. 2025, "DAPO", equation 8), or of its samples' own means (Shao
 * et al. 2024, "DeepSeekMath", equation 3).
 */
final class TokenWeights {
    private TokenWeights() {}

    /**
     * Weight of each token of each sample, such that the loss is the weighted sum over tokens.
     *
     * @param normalization what the loss is the mean of
     * @param lengths sampled tokens of every sample of the mini-batch
     * @param inLoss which samples the loss is the mean of, those of advantage 0 among them
     * @return a weight per sample; 0 out of the loss
     */
    static double[] of(Normalization normalization, int[] lengths, boolean[] inLoss) {
        long tokens = 0;
        long samples = 0;
        for (int i = 0; i < lengths.length; i++) {
            if (inLoss[i] && lengths[i] > 0) {
                tokens += lengths[i];
                samples++;
            }
        }
        double[] weights = new double[lengths.length];
        for (int i = 0; i < lengths.length; i++) {
            if (inLoss[i] && lengths[i] > 0) {
                weights[i] = switch (normalization) {
                    case TOKEN -> 1.0 / tokens;
                    case SEQUENCE -> 1.0 / ((double) samples * lengths[i]);
                };
            }
        }
        return weights;
    }
}
