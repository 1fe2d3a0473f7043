/**
 * The backend for NVIDIA GPUs: so far its provider, which tells whether this machine has a usable driver.
 *
 * <p>Open first: {@link dev.intrain.cuda.CudaBackendProvider}. Depends on {@code dev.intrain.api} and JCuda.
 */
@NullMarked
package dev.intrain.cuda;

import org.jspecify.annotations.NullMarked;
