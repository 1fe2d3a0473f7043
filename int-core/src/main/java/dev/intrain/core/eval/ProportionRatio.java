package dev.intrain.core.eval;

import java.util.List;

/**
 * A ratio of two proportions with a 95 % interval on the log scale.
 *
 * @param ratio first over second; positive infinity if the second was never seen, not a number if neither was
 * @param low lower end, 0 if the first was never seen
 * @param high upper end, positive infinity if the second was never seen
 */
public record ProportionRatio(double ratio, double low, double high) {
    /**
     * For independent trials: standard error of the log ratio {@code sqrt(1/a - 1/n + 1/b - 1/m)} (Katz et al., Biometrics 34, 1978).
     * A proportion never seen takes part with its rule-of-three bound, against the other's Wilson interval.
     *
     * @param successes of the first
     * @param trials of the first, positive
     * @param otherSuccesses of the second
     * @param otherTrials of the second, positive
     * @return first over second
     */
    public static ProportionRatio independent(int successes, int trials, int otherSuccesses, int otherTrials) {
        double p = (double) successes / trials;
        double q = (double) otherSuccesses / otherTrials;
        if (successes == 0 || otherSuccesses == 0) {
            double low =
                    successes == 0 ? 0 : Interval.wilson(successes, trials).low() / Interval.ruleOfThree(otherTrials);
            double high = otherSuccesses == 0
                    ? Double.POSITIVE_INFINITY
                    : Interval.ruleOfThree(trials)
                            / Interval.wilson(otherSuccesses, otherTrials).low();
            return new ProportionRatio(p / q, low, high);
        }
        double error = Math.sqrt(1.0 / successes - 1.0 / trials + 1.0 / otherSuccesses - 1.0 / otherTrials);
        return around(p / q, StudentT.Z_975 * error);
    }

    /**
     * For several trials of each problem under both conditions, with the problem as the unit: ratio of the mean shares, standard error
     * of its logarithm by the delta method over paired problems. Falls back to {@link #independent} over all trials where a share is
     * 0 or there is one problem.
     *
     * @param first the condition above the line
     * @param second the condition below the line
     * @return first over second
     * @throws dev.intrain.api.IntrainException if the problems differ
     */
    public static ProportionRatio paired(List<ProblemScore> first, List<ProblemScore> second) {
        ProblemPairs pairs = ProblemPairs.of(first, second);
        int n = pairs.first().length;
        double p = Sample.of(pairs.first()).mean();
        double q = Sample.of(pairs.second()).mean();
        if (p == 0 || q == 0 || n < 2) {
            return independent(correct(first), samples(first), correct(second), samples(second));
        }
        double[] influence = new double[n];
        for (int i = 0; i < n; i++) {
            influence[i] = pairs.first()[i] / p - pairs.second()[i] / q;
        }
        return around(p / q, Sample.of(influence).margin(0.975));
    }

    private static ProportionRatio around(double ratio, double logMargin) {
        return new ProportionRatio(ratio, ratio * Math.exp(-logMargin), ratio * Math.exp(logMargin));
    }

    private static int correct(List<ProblemScore> scores) {
        return scores.stream().mapToInt(ProblemScore::correct).sum();
    }

    private static int samples(List<ProblemScore> scores) {
        return scores.stream().mapToInt(ProblemScore::samples).sum();
    }
}
