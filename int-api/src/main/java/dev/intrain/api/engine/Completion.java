package dev.intrain.api.engine;

import dev.intrain.api.FinishReason;

/**
 * One completion as text.
 *
 * @param problemId from the request
 * @param attempt from the request
 * @param sample number of the sample, from 0
 * @param text what the model wrote
 * @param tokens how many tokens it wrote
 * @param finishReason why it ended
 */
public record Completion(
        String problemId, int attempt, int sample, String text, int tokens, FinishReason finishReason) {}
