package dev.intrain.core.optim;

import dev.intrain.api.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** An optimizer's tensors by name, in the order of the parameters; owned here until closed. */
final class OptimizerState implements AutoCloseable {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    void add(String name, Tensor tensor) {
        tensors.put(name, tensor);
    }

    Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalStateException("no optimizer state named " + name);
        }
        return tensor;
    }

    Map<String, Tensor> byName() {
        return Collections.unmodifiableMap(tensors);
    }

    @Override
    public void close() {
        tensors.values().forEach(Tensor::close);
    }
}
