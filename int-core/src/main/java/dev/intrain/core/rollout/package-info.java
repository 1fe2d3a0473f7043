/**
 * Sampling many completions at once: continuous batching over a paged cache, with shared prompts.
 *
 * <p>Open first: {@link dev.intrain.core.rollout.RolloutEngine}. Depends on {@code dev.intrain.api},
 * {@code core.model} and {@code core.tokenizer}.
 */
@NullMarked
package dev.intrain.core.rollout;

import org.jspecify.annotations.NullMarked;
