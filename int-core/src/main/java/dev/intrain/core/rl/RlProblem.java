package dev.intrain.core.rl;

import dev.intrain.api.TokenSequence;

/**
 * A problem as the policy reads it.
 *
 * @param id the problem's id
 * @param prompt the rendered chat up to where the policy begins to write
 */
public record RlProblem(String id, TokenSequence prompt) {}
