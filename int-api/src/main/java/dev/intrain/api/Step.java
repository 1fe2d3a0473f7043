package dev.intrain.api;

/**
 * One reasoning step of an attempt.
 *
 * @param number 1-based, as a verifier is shown it
 * @param text the step without its separator
 * @param start offset of the step's first character in the attempt's text
 * @param end offset after its last character
 */
public record Step(int number, String text, int start, int end) {
    /** Checks the numbers. */
    public Step {
        if (number < 1 || start < 0 || end < start) {
            throw new IllegalArgumentException("step " + number + " spans " + start + ".." + end);
        }
    }
}
