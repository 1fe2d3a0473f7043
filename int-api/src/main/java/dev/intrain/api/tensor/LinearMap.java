package dev.intrain.api.tensor;

import org.jspecify.annotations.Nullable;

/**
 * One of several linear maps of the same rows: {@code y[t,n] = sum_k x[t,k] w[n,k] (+ bias[n])}.
 *
 * @param w [N,K], as Hugging Face stores it
 * @param bias [N] or null
 * @param y [T,N]
 */
public record LinearMap(Tensor w, @Nullable Tensor bias, Tensor y) {}
