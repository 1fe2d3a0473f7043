package dev.intrain.core.model;

import dev.intrain.api.tensor.LinearMap;
import dev.intrain.api.tensor.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A linear map, or its gradients.
 *
 * @param weight [N,K]
 * @param bias [N], or null
 */
record Projection(Tensor weight, @Nullable Tensor bias) {
    static Projection of(Map<String, Tensor> tensors, String name) {
        return new Projection(LayerWeights.require(tensors, name + ".weight"), tensors.get(name + ".bias"));
    }

    LinearMap onto(Tensor y) {
        return new LinearMap(weight, bias, y);
    }
}
