/**
 * Optimizers, written on tensor operations so that one implementation runs on every backend.
 *
 * <p>Open first: {@link dev.intrain.api.optim.OptimizerProvider}. Depends on {@code java.base} and the other packages of this module only.
 */
@NullMarked
package dev.intrain.api.optim;

import org.jspecify.annotations.NullMarked;
