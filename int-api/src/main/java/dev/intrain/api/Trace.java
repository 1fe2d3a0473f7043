package dev.intrain.api;

import java.util.Objects;

/**
 * What a policy wrote for a problem: ids, text, and the three log-probabilities of every sampled token.
 *
 * <p>The three arrays have one entry per completion token and are not copied; treat them as read-only. For a completion that
 * continues an unfinished assistant turn, {@code prompt} holds the chat prompt <em>and</em> the given beginning of the turn:
 * {@code completion} is only what the policy sampled.
 *
 * @param problemId the problem
 * @param attempt number of the attempt or intervention the sample belongs to, from 0
 * @param sample number of the sample within the attempt, from 0
 * @param prompt everything the model read before its first sampled token
 * @param completion the sampled tokens, with the stop token where one was sampled
 * @param text the completion decoded, without special tokens
 * @param finishReason why it ended
 * @param logprobs log softmax(logits / T) without truncation: what a policy-gradient ratio uses
 * @param samplingLogprobs log-probability under the distribution really sampled from, after top-k and top-p
 * @param modelLogprobs log softmax(logits), T = 1
 */
public record Trace(
        String problemId,
        int attempt,
        int sample,
        TokenSequence prompt,
        TokenSequence completion,
        String text,
        FinishReason finishReason,
        float[] logprobs,
        float[] samplingLogprobs,
        float[] modelLogprobs) {
    /** Checks that every sampled token has its three log-probabilities. */
    public Trace {
        Objects.requireNonNull(finishReason, "finishReason");
        int n = completion.length();
        if (logprobs.length != n || samplingLogprobs.length != n || modelLogprobs.length != n) {
            throw new IllegalArgumentException("trace of " + problemId + " has " + n + " tokens but " + logprobs.length
                    + ", " + samplingLogprobs.length + " and " + modelLogprobs.length + " log-probabilities");
        }
    }

    /** @return whether the completion was cut off */
    public boolean truncated() {
        return finishReason == FinishReason.LENGTH;
    }
}
