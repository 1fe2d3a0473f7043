/**
 * What an engine computes on: tensors, and the operations every backend provides.
 *
 * <p>Open first: {@link dev.intrain.api.tensor.Backend}. Depends on {@code java.base} and the other packages of this module only.
 */
@NullMarked
package dev.intrain.api.tensor;

import org.jspecify.annotations.NullMarked;
