package dev.intrain.core.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.intrain.api.IntrainException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Expected numbers were worked out by hand from the formulas in the classes' comments. */
class GateRuleTest {
    private static final Offset<Double> CLOSE = within(1e-9);
    /** Student's 0.95 quantile with 3 degrees of freedom. */
    private static final double T3 = 2.353363434801824;

    private static final GateRule RULE = new GateRule(GateRule.DEFAULT_MARGIN);

    @Test
    void boundsAreStudentsOverProblems() {
        // Differences 0.25, -0.25, 0.25, -0.25: mean 0, variance 4/3 of 1/16, standard error sqrt(1/12) / 2.
        GateVerdict verdict = RULE.judge(scores(1, 4, 2, 4, 1, 4, 2, 4), scores(2, 4, 1, 4, 2, 4, 1, 4));
        double half = T3 * Math.sqrt(1.0 / 12) / 2;
        assertThat(verdict.delta()).isCloseTo(0, CLOSE);
        assertThat(verdict.low()).isCloseTo(-half, CLOSE);
        assertThat(verdict.high()).isCloseTo(half, CLOSE);
        assertThat(verdict.problems()).isEqualTo(4);
        assertThat(verdict.decision()).isEqualTo(GateDecision.INCONCLUSIVE);
    }

    @Test
    void failsOnlyWhereTheLossIsSureAndReachesTheMargin() {
        // Differences -0.5, -0.25, -0.5, -0.25: mean -0.375, standard error sqrt(1/48) / 2 = 0.0722.
        GateVerdict lost = RULE.judge(scores(4, 4, 3, 4, 4, 4, 3, 4), scores(2, 4, 2, 4, 2, 4, 2, 4));
        assertThat(lost.decision()).isEqualTo(GateDecision.FAIL);
        assertThat(lost.high()).isCloseTo(-0.375 + T3 * Math.sqrt(1.0 / 48) / 2, CLOSE);
        assertThat(lost.need()).isEqualTo(GateNeed.NOTHING);
        GateVerdict wide = new GateRule(0.4).judge(scores(4, 4, 3, 4, 4, 4, 3, 4), scores(2, 4, 2, 4, 2, 4, 2, 4));
        assertThat(wide.decision())
                .as("sure, but less than a margin of 40 points")
                .isEqualTo(GateDecision.INCONCLUSIVE);
        assertThat(RULE.judge(scores(2, 4, 2, 4, 2, 4, 2, 4), scores(4, 4, 3, 4, 4, 4, 3, 4))
                        .decision())
                .isEqualTo(GateDecision.PASS);
    }

    @Test
    void equalDifferencesHaveBoundsOfWidthZero() {
        GateVerdict same = RULE.judge(scores(3, 4, 1, 4, 0, 4), scores(3, 4, 1, 4, 0, 4));
        assertThat(same).isEqualTo(new GateVerdict(GateDecision.PASS, 0, 0, 0, 3, GateNeed.NOTHING));
        assertThat(RULE.judge(scores(30, 100, 90, 100, 57, 100), scores(27, 100, 87, 100, 54, 100))
                        .decision())
                .as("a loss of exactly the margin")
                .isEqualTo(GateDecision.FAIL);
        assertThat(RULE.judge(scores(30, 100, 90, 100), scores(28, 100, 88, 100))
                        .decision())
                .isEqualTo(GateDecision.PASS);
    }

    @Test
    void oneProblemNeverDecides() {
        GateVerdict verdict = RULE.judge(scores(32, 32), scores(0, 8));
        assertThat(verdict.decision()).isEqualTo(GateDecision.INCONCLUSIVE);
        assertThat(verdict.low()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(verdict.high()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(verdict.need().sentence()).isEqualTo("No number of samples can decide: more problems needed.");
    }

    @Test
    void samplesOfTheCandidateThatWouldDecide() {
        // 16 problems with differences +0.1 and -0.1 in turn: mean 0, variance 16/15 of 0.01.
        // The candidate's variance of a sample: 8 x 6 x 4 / (10 x 9) and 8 x 4 x 6 / (10 x 9) over 16, 4/15; over 10,
        // 2/75 of noise.
        // The baseline's: 1000 of 2000, 0.25 x 2000/1999; over 2000, 1/7996 of noise. Noise exceeds the variance, so
        // none is between.
        // Limit 16 (0.03 / 1.753050355692547)^2 = 0.004685703; minus 1/7996, 0.004560640; 4/15 over it 58.47.
        List<ProblemScore> baseline = alternating(16, 1000, 1000, 2000);
        List<ProblemScore> candidate = alternating(16, 6, 4, 10);
        GateVerdict verdict = RULE.judge(baseline, candidate);
        assertThat(verdict.decision()).isEqualTo(GateDecision.INCONCLUSIVE);
        assertThat(verdict.need()).isEqualTo(new GateNeed(GateNeed.Kind.CANDIDATE_SAMPLES, 59));
        assertThat(verdict.need().sentence()).startsWith("59 samples a problem of the candidate");
    }

    @Test
    void theBaselineMayBeWhatIsTooNoisy() {
        // As above, but the baseline has 10 samples as well: 5/18 of variance, 1/36 of noise above the limit
        // 0.004685703.
        // (4/15 + 5/18) / 0.004685703 = 116.19.
        GateVerdict verdict = RULE.judge(alternating(16, 5, 5, 10), alternating(16, 6, 4, 10));
        assertThat(verdict.need()).isEqualTo(new GateNeed(GateNeed.Kind.SAMPLES_OF_BOTH, 117));
    }

    @Test
    void problemsThatDifferTooMuchNeedMoreProblems() {
        // Half gained everything and half lost everything, each without noise: samples add nothing.
        GateVerdict verdict = RULE.judge(alternating(16, 0, 8, 8), alternating(16, 8, 0, 8));
        assertThat(verdict.need()).isEqualTo(new GateNeed(GateNeed.Kind.PROBLEMS, 0));
        assertThat(RULE.judge(alternating(16, 0, 1, 1), alternating(16, 1, 0, 1))
                        .need()
                        .kind())
                .as("one sample a problem cannot tell")
                .isEqualTo(GateNeed.Kind.REPEATS);
    }

    @Test
    void whatCannotBeComparedIsRefused() {
        refused("problems, but one has 2 and the other 1", scores(1, 2, 1, 2), scores(1, 2));
        refused("The candidate has no sample of problem 'p1'", scores(1, 2, 1, 2), scores(1, 2, 0, 0));
        refused("The baseline has no sample of problem 'p0'", scores(0, 0), scores(1, 2));
        refused("The baseline has no problems", List.of(), List.of());
        for (double margin : new double[] {0, -0.03, 1, 3, Double.NaN}) {
            assertThatThrownBy(() -> new GateRule(margin))
                    .isInstanceOf(IntrainException.class)
                    .hasMessageContaining("above 0 and below 1");
        }
    }

    private static void refused(String message, List<ProblemScore> baseline, List<ProblemScore> candidate) {
        assertThatThrownBy(() -> RULE.judge(baseline, candidate))
                .isInstanceOf(IntrainException.class)
                .hasMessageContaining(message);
    }

    private static List<ProblemScore> alternating(int n, int even, int odd, int samples) {
        List<ProblemScore> scores = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            scores.add(new ProblemScore("p" + i, i % 2 == 0 ? even : odd, samples));
        }
        return scores;
    }

    /** Right, taken, right, taken, … */
    private static List<ProblemScore> scores(int... counts) {
        List<ProblemScore> scores = new ArrayList<>();
        for (int i = 0; i < counts.length; i += 2) {
            scores.add(new ProblemScore("p" + i / 2, counts[i], counts[i + 1]));
        }
        return scores;
    }
}
