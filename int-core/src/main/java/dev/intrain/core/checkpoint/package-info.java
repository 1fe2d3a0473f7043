/**
 * Model folders in Hugging Face layout and the state of training: read strictly, written whole.
 *
 * <p>Open first: {@link dev.intrain.core.checkpoint.ModelConfig}, {@link dev.intrain.core.checkpoint.Safetensors}. Depends on
 * {@code dev.intrain.api}, {@code core.io} and Jackson.
 */
@NullMarked
package dev.intrain.core.checkpoint;

import org.jspecify.annotations.NullMarked;
