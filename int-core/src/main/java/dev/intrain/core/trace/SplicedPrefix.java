package dev.intrain.core.trace;

import dev.intrain.api.TokenSequence;

/**
 * The beginning of an assistant turn put together from an attempt's own tokens and new ones.
 *
 * @param prompt the chat prompt, up to the generation header
 * @param response the turn so far: the attempt's first {@code keptTokens} ids unchanged, then the newly tokenised rest
 * @param keptTokens how many ids of the response the policy sampled itself
 * @param text the response decoded
 */
public record SplicedPrefix(TokenSequence prompt, TokenSequence response, int keptTokens, String text) {
    /** Checks the count. */
    public SplicedPrefix {
        if (keptTokens < 0 || keptTokens > response.length()) {
            throw new IllegalArgumentException(
                    keptTokens + " kept tokens of a response of " + response.length() + " tokens");
        }
    }

    /** @return prompt and response end to end: what a continuation reads */
    public TokenSequence all() {
        return prompt.concat(response);
    }
}
