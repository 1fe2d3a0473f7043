package dev.intrain.core.eval;

import java.util.List;
import java.util.OptionalDouble;

/**
 * pass@k: the probability that at least one of k samples is right, estimated without bias from n samples.
 *
 * <p>{@code 1 - prod_{i=n-c+1..n} (1 - k/i)}. Source: Chen et al., "Evaluating large language models trained on code", 2021.
 */
public final class PassAtK {
    private PassAtK() {}

    /**
     * @param correct number of right samples
     * @param samples number of samples
     * @param k how many tries, positive
     * @return the estimate; absent for k above the number of samples
     */
    public static OptionalDouble of(int correct, int samples, int k) {
        if (k < 1 || correct < 0 || correct > samples) {
            throw new IllegalArgumentException("pass@" + k + " of " + correct + " of " + samples);
        }
        if (k > samples) {
            return OptionalDouble.empty();
        }
        double miss = 1;
        for (int i = samples - correct + 1; i <= samples; i++) {
            miss *= Math.max(0, 1 - (double) k / i);
        }
        return OptionalDouble.of(1 - miss);
    }

    /**
     * @param scores one entry a problem
     * @param k how many tries, positive
     * @return the mean over problems; absent if any problem has fewer than k samples
     */
    public static OptionalDouble mean(List<ProblemScore> scores, int k) {
        double sum = 0;
        for (ProblemScore score : scores) {
            OptionalDouble one = of(score.correct(), score.samples(), k);
            if (one.isEmpty()) {
                return one;
            }
            sum += one.getAsDouble();
        }
        return scores.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(sum / scores.size());
    }
}
