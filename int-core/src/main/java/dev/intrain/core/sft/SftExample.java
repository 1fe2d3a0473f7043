package dev.intrain.core.sft;

import dev.intrain.api.TokenSequence;
import java.util.Arrays;

/**
 * Tokens to train on, with the mask that says which of them the loss asks the model to predict.
 *
 * <p>The first token is predicted by nothing, so its mask is ignored. The mask is not copied; treat it as read-only.
 *
 * @param ids all tokens
 * @param trained one flag per token
 */
public record SftExample(TokenSequence ids, boolean[] trained) {
    /** Checks that the mask fits the tokens. */
    public SftExample {
        if (trained.length != ids.length()) {
            throw new IllegalArgumentException(
                    "an example of " + ids.length() + " tokens has a loss mask of " + trained.length);
        }
    }

    /**
     * An untrained beginning and a trained rest: a prompt and its response.
     *
     * @param ids all tokens
     * @param from position of the first trained token
     * @return the example
     */
    public static SftExample trainedFrom(TokenSequence ids, int from) {
        boolean[] trained = new boolean[ids.length()];
        Arrays.fill(trained, from, trained.length, true);
        return new SftExample(ids, trained);
    }

    /**
     * @param maxTokens most tokens to keep
     * @return this example, without the tokens beyond
     */
    public SftExample cutTo(int maxTokens) {
        return ids.length() <= maxTokens
                ? this
                : new SftExample(ids.slice(0, maxTokens), Arrays.copyOf(trained, maxTokens));
    }

    /** @return number of tokens the loss counts */
    public int trainedTokens() {
        int count = 0;
        for (int i = 1; i < trained.length; i++) {
            count += trained[i] ? 1 : 0;
        }
        return count;
    }

    /** @return number of tokens the model must read: all before the last trained one, or 0 where none is trained */
    public int inputTokens() {
        for (int i = trained.length - 1; i > 0; i--) {
            if (trained[i]) {
                return i;
            }
        }
        return 0;
    }
}
