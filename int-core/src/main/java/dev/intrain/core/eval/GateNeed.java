package dev.intrain.core.eval;

/**
 * What would turn an open verdict into PASS or FAIL, if the difference stays what it is.
 *
 * @param kind what is missing
 * @param samples samples a problem; 0 unless the kind counts them
 */
public record GateNeed(Kind kind, int samples) {
    /** What is missing. */
    public enum Kind {
        /** Nothing: the verdict stands. */
        NOTHING,
        /** {@code samples} of each problem from the candidate, beside the baseline as it is. */
        CANDIDATE_SAMPLES,
        /** {@code samples} of each problem from both, as the baseline's own noise is too large. */
        SAMPLES_OF_BOTH,
        /** No number of samples decides: the problems themselves differ too much. */
        PROBLEMS,
        /** A problem was sampled only once by each side, so noise within and between problems cannot be told apart. */
        REPEATS
    }

    /** Nothing is missing. */
    static final GateNeed NOTHING = new GateNeed(Kind.NOTHING, 0);

    /** @return the need in a sentence; empty for {@link Kind#NOTHING} */
    public String sentence() {
        return switch (kind) {
            case NOTHING -> "";
            case CANDIDATE_SAMPLES -> samples + " samples a problem of the candidate would decide.";
            case SAMPLES_OF_BOTH -> samples + " samples a problem of baseline and candidate would decide.";
            case PROBLEMS -> "No number of samples can decide: more problems needed.";
            case REPEATS -> "Take two or more samples a problem to learn how many would decide.";
        };
    }
}
