package dev.intrain.core.eval;

import dev.intrain.core.trace.Outcome;
import dev.intrain.core.trace.RolloutRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How often one problem was solved.
 *
 * @param problemId the problem
 * @param correct number of right samples
 * @param samples number of samples that were really taken and scored; 0 if the grader failed on all of them
 */
public record ProblemScore(String problemId, int correct, int samples) {
    /** Checks the counts. */
    public ProblemScore {
        if (correct < 0 || correct > samples) {
            throw new IllegalArgumentException(correct + " right samples of " + samples + " for " + problemId);
        }
    }

    /** @return share of right samples; not a number without samples */
    public double mean() {
        return (double) correct / samples;
    }

    /**
     * Counts samples by problem; unscored samples count nowhere.
     *
     * @param rows graded samples, in any order
     * @return one score a problem, in the order in which the problems appear
     */
    public static List<ProblemScore> collect(Iterable<RolloutRow> rows) {
        Map<String, ProblemScore> scores = new LinkedHashMap<>();
        for (RolloutRow row : rows) {
            ProblemScore one = of(row);
            scores.merge(one.problemId, one, ProblemScore::plus);
        }
        return new ArrayList<>(scores.values());
    }

    /**
     * @param row a graded sample
     * @return the score of that sample alone
     */
    public static ProblemScore of(RolloutRow row) {
        return new ProblemScore(
                row.trace().problemId(),
                row.outcome() == Outcome.CORRECT ? 1 : 0,
                row.outcome().scored() ? 1 : 0);
    }

    /**
     * @param other further samples of the same problem
     * @return both together
     */
    public ProblemScore plus(ProblemScore other) {
        if (!problemId.equals(other.problemId)) {
            throw new IllegalArgumentException("samples of " + other.problemId + " do not belong to " + problemId);
        }
        return new ProblemScore(problemId, correct + other.correct, samples + other.samples);
    }
}
