package dev.intrain.core.intervention;

import dev.intrain.api.TokenSequence;

/** An attempt whose rest is replaced by an intervention, or why it could not be done. */
public sealed interface Spliced {
    /**
     * The corrected beginning of an attempt.
     *
     * <p>Tokens {@code [0, keptTokens)} are the attempt's own, sampled by the policy; tokens from {@code keptTokens} on were encoded
     * here. Characters {@code [0, cut)} are the attempt's text, {@code [cut, contentEnd)} the intervention's; those between
     * {@code keptChars} and {@code cut} had to be encoded anew because a token reached across the cut.
     *
     * @param ids all tokens
     * @param keptTokens how many of them are the attempt's
     * @param text the decoded ids
     * @param keptChars length of the kept tokens' text
     * @param cut where the attempt's text ends and the intervention's begins
     * @param contentEnd where the intervention's text ends; a closing blank line may follow
     */
    record Joined(TokenSequence ids, int keptTokens, String text, int keptChars, int cut, int contentEnd)
            implements Spliced {
        /** Checks the order of the offsets. */
        public Joined {
            if (keptTokens > ids.length() || keptChars > cut || cut > contentEnd || contentEnd > text.length()) {
                throw new IllegalArgumentException("spans out of order: " + keptTokens + " of " + ids.length()
                        + " tokens, characters " + keptChars + " " + cut + " " + contentEnd + " of " + text.length());
            }
        }

        /** @return how many tokens were encoded here */
        public int newTokens() {
            return ids.length() - keptTokens;
        }
    }

    /**
     * Nothing was spliced.
     *
     * @param reason stable upper-case word
     */
    record Dropped(String reason) implements Spliced {}
}
