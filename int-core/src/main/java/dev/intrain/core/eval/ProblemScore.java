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
            String id = row.trace().problemId();
            int correct = row.outcome() == Outcome.CORRECT ? 1 : 0;
            int scored = row.outcome().scored() ? 1 : 0;
            scores.merge(id, new ProblemScore(id, correct, scored), ProblemScore::plus);
        }
        return new ArrayList<>(scores.values());
    }

    private ProblemScore plus(ProblemScore other) {
        return new ProblemScore(problemId, correct + other.correct, samples + other.samples);
    }
}
