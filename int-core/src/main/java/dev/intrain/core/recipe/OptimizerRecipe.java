package dev.intrain.core.recipe;

import java.util.Map;

/**
 * How weights are updated.
 *
 * @param id optimizer by id
 * @param learningRate at its peak
 * @param warmup share of the updates with a rising learning rate
 * @param floor learning rate at the end of the cosine as a share of the peak; 1 for a constant one
 * @param weightDecay decoupled weight decay, not on norms and biases
 * @param clipNorm largest global norm of the gradient; 0 for no clipping
 * @param options further options of the optimizer
 */
public record OptimizerRecipe(
        String id,
        double learningRate,
        double warmup,
        double floor,
        double weightDecay,
        double clipNorm,
        Map<String, String> options) {
    /** Checks the ranges. */
    public OptimizerRecipe {
        Require.text("id", id);
        Require.positive("learningRate", learningRate);
        Require.share("warmup", warmup);
        Require.share("floor", floor);
        Require.atLeast("weightDecay", 0, weightDecay);
        Require.atLeast("clipNorm", 0, clipNorm);
        options = Require.copyOf(options);
    }
}
