package dev.intrain.core.tokenizer;

import dev.intrain.api.TokenSequence;

/**
 * A conversation as token ids with its loss mask.
 *
 * @param ids the conversation
 * @param trained one entry per token: whether it is a target of the loss (what the assistant writes, its end token included);
 *     treat it as read-only
 */
public record RenderedChat(TokenSequence ids, boolean[] trained) {
    /** Checks that ids and mask have one length. */
    public RenderedChat {
        if (ids.length() != trained.length) {
            throw new IllegalArgumentException(ids.length() + " tokens but a mask of " + trained.length);
        }
    }

    /** @return how many tokens are trained */
    public int trainedTokens() {
        int count = 0;
        for (boolean token : trained) {
            count += token ? 1 : 0;
        }
        return count;
    }
}
