package dev.intrain.core.optim;

import dev.intrain.api.CounterRandom;
import dev.intrain.api.optim.Optimizer;
import dev.intrain.api.optim.Parameter;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * AdamW whose moments take 2 bytes a number and 8 for each 256: {@link dev.intrain.api.tensor.OptimOps#adamw8}. Rounding is stochastic,
 * keyed by (seed, step, parameter) and the number's index.
 *
 * <p>State names are {@code <parameter>.moments} and {@code <parameter>.scales}. Source: Dettmers et al. 2022. Differs from the paper:
 * codes are powers of evenly spaced numbers instead of a table, and are rounded stochastically, so that small changes are not lost.
 */
final class AdamW8 implements Optimizer {
    private static final int ROW = 256;

    private final Backend backend;
    private final List<Parameter> parameters;
    private final AdamW.Settings settings;
    private final long seed;
    private final OptimizerState state = new OptimizerState();
    private long steps;

    AdamW8(Backend backend, List<Parameter> parameters, AdamW.Settings settings, long seed) {
        this.backend = backend;
        this.parameters = List.copyOf(parameters);
        this.settings = settings;
        this.seed = seed;
        for (Parameter parameter : parameters) {
            long n = parameter.value().size();
            state.add(moments(parameter), backend.allocate(DType.I32, (n + 1) / 2));
            state.add(scales(parameter), backend.allocate(DType.F32, (n + ROW - 1) / ROW, 2));
        }
    }

    /** @return bytes of the state of so many numbers in one tensor */
    static long bytes(long n) {
        return (n + 1) / 2 * Integer.BYTES + (n + ROW - 1) / ROW * 2 * Float.BYTES;
    }

    @Override
    public void step(double learningRate, Tensor gradientScale) {
        steps++;
        for (Parameter parameter : parameters) {
            backend.adamw8(
                    parameter.value(),
                    parameter.gradient(),
                    state.get(moments(parameter)),
                    state.get(scales(parameter)),
                    gradientScale,
                    learningRate,
                    settings.beta1(),
                    settings.beta2(),
                    settings.eps(),
                    parameter.decay() ? settings.weightDecay() : 0,
                    steps,
                    CounterRandom.key(seed, "adamw8", steps, parameter.name()));
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

    private static String moments(Parameter parameter) {
        return parameter.name() + ".moments";
    }

    private static String scales(Parameter parameter) {
        return parameter.name() + ".scales";
    }
}
