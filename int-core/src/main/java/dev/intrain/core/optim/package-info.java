/**
 * The built-in optimizer, the learning-rate schedule, gradient clipping, and the checkpoints from which training resumes exactly.
 *
 * <p>Open first: {@link dev.intrain.core.optim.AdamWProvider}, {@link dev.intrain.core.optim.LearningRate}. May depend on the api,
 * {@code core.io} and {@code core.checkpoint}.
 */
@NullMarked
package dev.intrain.core.optim;

import org.jspecify.annotations.NullMarked;
