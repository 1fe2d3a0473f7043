package dev.intrain.core.trace;

/** What became of a sample. Truncated is an outcome of its own, and a grader's failure is never a wrong answer. */
public enum Outcome {
    /** Graded right; a truncated completion whose answer is right counts here. */
    CORRECT,
    /** Finished, and its answer is wrong. */
    WRONG,
    /** Finished, but without an answer that can be read. */
    UNPARSEABLE,
    /** Its answer asks for more work than the grader's budget allows: the answer's own doing, so it scores 0. */
    OVER_BUDGET,
    /** Cut off by the token budget before a right answer. */
    TRUNCATED,
    /** The grader failed (down, timed out, threw): no score, out of every mean and baseline. */
    UNSCORED;

    /** @return whether the sample counts in accuracies and baselines */
    public boolean scored() {
        return this != UNSCORED;
    }
}
