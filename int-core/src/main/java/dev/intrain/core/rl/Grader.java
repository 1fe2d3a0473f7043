package dev.intrain.core.rl;

import dev.intrain.api.Trace;
import dev.intrain.core.trace.RolloutRow;
import java.util.List;

/** Scores what the policy wrote: the recipe's verifier and reward function behind one door. */
@FunctionalInterface
public interface Grader {
    /**
     * @param trace one sample
     * @return the same with outcome and reward; without a reward where it could not be scored through no fault of its answer
     */
    RolloutRow grade(Trace trace);

    /**
     * Grades a whole step; override it to grade in parallel.
     *
     * @param traces the samples
     * @return them with outcomes and rewards, in the same order
     */
    default List<RolloutRow> gradeAll(List<Trace> traces) {
        return traces.stream().map(this::grade).toList();
    }
}
