package dev.intrain.api.tensor;

/**
 * What comes back through one of several linear maps of the same rows.
 *
 * @param dy [T,N], F32 or {@link LayerOps#multiplied}
 * @param w [N,K], as Hugging Face stores it
 */
public record LinearGradient(Tensor dy, Tensor w) {}
