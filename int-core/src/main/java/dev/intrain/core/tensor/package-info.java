/**
 * What tensor backends in host memory share: storage, argument checks and the plumbing between a backend's interface and its kernels.
 *
 * <p>Open first: {@link dev.intrain.core.tensor.HostBackend}. Depends on {@code java.base} and {@code dev.intrain.api} only.
 */
@NullMarked
package dev.intrain.core.tensor;

import org.jspecify.annotations.NullMarked;
