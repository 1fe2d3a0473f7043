package dev.intrain.core.eval;

import dev.intrain.api.IntrainException;
import java.util.List;

/**
 * The rule of the regression gate: paired non-inferiority with a margin, which says INCONCLUSIVE rather than guess.
 *
 * <p>PASS if the one-sided 95 % lower bound of the mean paired difference is above -margin. FAIL if the upper bound is below 0 and
 * the difference itself is -margin or less. Bounds are Student's over problems, so one problem never decides, and differences that
 * are all equal have bounds of width 0.
 *
 * @param margin the loss that matters, as a share: 0.03 is three points
 */
public record GateRule(double margin) {
    /** The margin where none is given: three points. */
    public static final double DEFAULT_MARGIN = 0.03;

    /** Shares are sums of fractions: a loss of exactly the margin must not hang on the last bit. */
    private static final double ROUNDING = 1e-12;

    /** Checks the margin. */
    public GateRule {
        if (!(margin > 0 && margin < 1)) {
            throw new IntrainException(
                    "The gate's margin is a share above 0 and below 1, but was " + margin + "; three points are 0.03.");
        }
    }

    /**
     * @param baseline right and taken samples of each problem before
     * @param candidate the same problems now, in any order
     * @return the verdict
     * @throws IntrainException if the problems differ, or one has no sample
     */
    public GateVerdict judge(List<ProblemScore> baseline, List<ProblemScore> candidate) {
        requireSamples("baseline", baseline);
        requireSamples("candidate", candidate);
        PairedDifference difference = PairedDifference.of(baseline, candidate);
        GateDecision decision = decide(difference);
        GateNeed need = decision == GateDecision.INCONCLUSIVE
                ? SampleSize.toDecide(margin, difference, baseline, candidate)
                : GateNeed.NOTHING;
        return new GateVerdict(
                decision,
                difference.difference(),
                difference.lowerBound(),
                difference.upperBound(),
                difference.n(),
                need);
    }

    private GateDecision decide(PairedDifference difference) {
        if (difference.lowerBound() > -margin + ROUNDING) {
            return GateDecision.PASS;
        }
        return difference.upperBound() < 0 && lossReaches(difference.difference())
                ? GateDecision.FAIL
                : GateDecision.INCONCLUSIVE;
    }

    private boolean lossReaches(double delta) {
        return delta <= -margin + ROUNDING;
    }

    private static void requireSamples(String side, List<ProblemScore> scores) {
        if (scores.isEmpty()) {
            throw new IntrainException("The " + side + " has no problems; give at least one.");
        }
        for (ProblemScore score : scores) {
            if (score.samples() == 0) {
                throw new IntrainException("The " + side + " has no sample of problem '" + score.problemId()
                        + "'; sample it, or leave the problem out of both sides.");
            }
        }
    }
}
