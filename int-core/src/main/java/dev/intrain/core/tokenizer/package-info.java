/**
 * Turns text into token ids and back, and conversations into the exact ids a model was trained on.
 *
 * <p>Open first: {@link dev.intrain.core.tokenizer.Tokenizer}, {@link dev.intrain.core.tokenizer.ChatTemplate}. Depends on the api
 * and on {@code core.io}.
 */
@NullMarked
package dev.intrain.core.tokenizer;

import org.jspecify.annotations.NullMarked;
