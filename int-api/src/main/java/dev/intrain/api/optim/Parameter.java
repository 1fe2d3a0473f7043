package dev.intrain.api.optim;

import dev.intrain.api.tensor.Tensor;

/**
 * One trained tensor with its gradient. The optimizer owns neither.
 *
 * @param name the tensor's name in the checkpoint
 * @param value F32 master weights
 * @param gradient F32, same shape
 * @param decay whether weight decay applies
 */
public record Parameter(String name, Tensor value, Tensor gradient, boolean decay) {}
