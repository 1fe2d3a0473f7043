package dev.intrain.core.optim;

import dev.intrain.api.optim.Optimizer;
import dev.intrain.api.optim.Parameter;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * AdamW on the backend's fused step: first and second moment of every parameter, F32, shaped like it and owned here.
 *
 * <p>State names are {@code <parameter>.m} and {@code <parameter>.v}. Source: Loshchilov and Hutter 2019, in PyTorch's order of operations.
 */
final class AdamW implements Optimizer {
    /** Validated options. */
    record Settings(double beta1, double beta2, double eps, double weightDecay) {}

    private final Backend backend;
    private final List<Parameter> parameters;
    private final Settings settings;
    private final OptimizerState state = new OptimizerState();
    private long steps;

    AdamW(Backend backend, List<Parameter> parameters, Settings settings) {
        this.backend = backend;
        this.parameters = List.copyOf(parameters);
        this.settings = settings;
        for (Parameter parameter : parameters) {
            state.add(first(parameter), backend.allocate(DType.F32, shape(parameter.value())));
            state.add(second(parameter), backend.allocate(DType.F32, shape(parameter.value())));
        }
    }

    @Override
    public void step(double learningRate, Tensor gradientScale) {
        steps++;
        for (Parameter parameter : parameters) {
            backend.adamw(
                    parameter.value(),
                    parameter.gradient(),
                    state.get(first(parameter)),
                    state.get(second(parameter)),
                    gradientScale,
                    learningRate,
                    settings.beta1(),
                    settings.beta2(),
                    settings.eps(),
                    parameter.decay() ? settings.weightDecay() : 0,
                    steps);
        }
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public Map<String, Tensor> state() {
        return state.byName();
    }

    @Override
    public void restore(long steps) {
        this.steps = steps;
    }

    @Override
    public void close() {
        state.close();
    }

    private static String first(Parameter parameter) {
        return parameter.name() + ".m";
    }

    private static String second(Parameter parameter) {
        return parameter.name() + ".v";
    }

    private static long[] shape(Tensor tensor) {
        long[] shape = new long[tensor.rank()];
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = tensor.dim(axis);
        }
        return shape;
    }
}
