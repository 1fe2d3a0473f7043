package dev.intrain.core.trace;

import dev.intrain.api.TokenSequence;

/**
 * One sequence to train on.
 *
 * <p>The array is not copied; treat it as read-only.
 *
 * @param problemId the problem
 * @param attempt the attempt's {@code attempt}
 * @param sample the attempt's {@code sample}
 * @param tokens prompt and response end to end
 * @param mask one flag a token: whether it is in the loss as a target
 * @param text the response decoded
 */
public record SftRow(String problemId, int attempt, int sample, TokenSequence tokens, boolean[] mask, String text) {
    /** Checks that every token has its flag. */
    public SftRow {
        if (mask.length != tokens.length()) {
            throw new IllegalArgumentException(
                    "row of " + problemId + " has " + tokens.length() + " tokens but " + mask.length + " mask flags");
        }
    }

    /** @return number of trained tokens */
    public int trainedTokens() {
        int count = 0;
        for (boolean trained : mask) {
            count += trained ? 1 : 0;
        }
        return count;
    }
}
