/**
 * The decoder and its layers, forward next to backward, written on backend operations alone.
 *
 * <p>Open first: {@link dev.intrain.core.model.Decoder}, {@link dev.intrain.core.model.TrainingPass},
 * {@link dev.intrain.core.model.DecodePass}. Depends on {@code dev.intrain.api} and {@code core.checkpoint}.
 */
@NullMarked
package dev.intrain.core.model;

import org.jspecify.annotations.NullMarked;
