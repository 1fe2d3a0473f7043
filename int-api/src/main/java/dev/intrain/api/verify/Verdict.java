package dev.intrain.api.verify;

/**
 * What a verifier says of a completion.
 *
 * <p>{@link Unscored} is only for what the answer cannot cause: a judge that is down, a plug-in that failed or timed out. A hostile,
 * empty or unparseable answer is {@link Incorrect}.
 */
public sealed interface Verdict {
    /**
     * The answer is right.
     *
     * @param extracted the answer as extracted from the completion
     */
    record Correct(String extracted) implements Verdict {}

    /**
     * The answer is wrong, missing, unparseable or over the grader's work budget.
     *
     * @param reason stable upper-case word such as WRONG, UNPARSEABLE or OVER_BUDGET
     * @param extracted the answer as extracted, or empty
     */
    record Incorrect(String reason, String extracted) implements Verdict {}

    /**
     * No verdict: the sample leaves the group baseline and gets advantage 0.
     *
     * @param reason what failed, one sentence
     */
    record Unscored(String reason) implements Verdict {}
}
