package dev.intrain.bench.gate;

/**
 * How a simulated candidate differs from its baseline.
 *
 * @param name for the table
 * @param retrained whether its logits differ by normal noise of standard deviation 1
 * @param drop its true loss on the problems drawn, as a share
 */
public record Scenario(String name, boolean retrained, double drop) {
    /**
     * Draws both models' true probabilities, problem by problem.
     *
     * <p>Retrained models are drawn as a pair and handed out by the toss of a coin for each problem: noise on the logit of one would
     * move its mean, and neither of two equal models is the better one. A loss scales all probabilities by one factor, so that
     * no probability falls below 0 and the mean falls by the drop.
     *
     * @return baseline, candidate
     */
    double[][] probabilities(GateDesign design, Draws draws) {
        double[] baseline = new double[design.problems()];
        double[] candidate = new double[design.problems()];
        double sum = 0;
        for (int i = 0; i < baseline.length; i++) {
            double p = draws.beta(design.alpha(), design.beta());
            double q = retrained ? Draws.logistic(StrictMath.log(p / (1 - p)) + draws.gaussian()) : p;
            boolean swap = retrained && draws.uniform() < 0.5;
            baseline[i] = swap ? q : p;
            candidate[i] = swap ? p : q;
            sum += candidate[i];
        }
        double factor = drop == 0 ? 1 : Math.max(0, 1 - drop * candidate.length / sum);
        for (int i = 0; i < candidate.length; i++) {
            candidate[i] *= factor;
        }
        return new double[][] {baseline, candidate};
    }
}
