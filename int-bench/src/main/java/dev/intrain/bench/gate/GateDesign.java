package dev.intrain.bench.gate;

import dev.intrain.api.IntrainException;

/**
 * A gate to simulate.
 *
 * @param problems number of problems
 * @param samples samples a problem of the candidate
 * @param baselineSamples samples a problem of the baseline
 * @param drop true loss of the worse model, as a share
 * @param margin the gate's margin, as a share
 * @param alpha first shape of the beta distribution of the baseline's probabilities
 * @param beta its second shape
 */
public record GateDesign(
        int problems, int samples, int baselineSamples, double drop, double margin, double alpha, double beta) {
    /** Checks that such models exist. */
    public GateDesign {
        if (problems < 1 || samples < 1 || baselineSamples < 1) {
            throw new IntrainException("A gate needs at least one problem and one sample a problem, but has " + problems
                    + " problems, " + samples + " and " + baselineSamples + " samples; raise what is below 1.");
        }
        if (!(alpha >= 0.01 && alpha <= 1000 && beta >= 0.01 && beta <= 1000)) {
            throw new IntrainException("The shapes of the beta distribution are from 0.01 to 1000, but were " + alpha
                    + " and " + beta + "; the default is 0.3,0.9.");
        }
        double mean = alpha / (alpha + beta);
        if (!(drop > 0 && drop < mean) || !(margin > 0 && margin < mean)) {
            throw new IntrainException("Drop and margin are shares above 0 and below the baseline's mean " + mean
                    + ", but were " + drop + " and " + margin + "; five points are 0.05.");
        }
    }
}
