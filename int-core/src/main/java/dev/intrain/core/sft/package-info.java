/**
 * Supervised training: examples with a loss mask, packing into micro-batches, and the trainer that also pre-trains.
 *
 * <p>Open first: {@link dev.intrain.core.sft.SftTrainer}, {@link dev.intrain.core.sft.Packer}. May depend on the api, {@code core.model},
 * {@code core.optim}, {@code core.checkpoint} and {@code core.run}.
 */
@NullMarked
package dev.intrain.core.sft;

import org.jspecify.annotations.NullMarked;
