package dev.intrain.core.optim;

import dev.intrain.api.IntrainException;
import dev.intrain.api.optim.Optimizer;
import dev.intrain.api.optim.OptimizerProvider;
import dev.intrain.api.optim.Parameter;
import dev.intrain.api.tensor.Backend;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Optimizer {@code adamw}: options {@code beta1} 0.9, {@code beta2} 0.999, {@code eps} 1e-8, {@code weightDecay} 0.
 *
 * <p>The defaults are those of the Hugging Face trainer; the paper names only learning rates.
 */
public final class AdamWProvider implements OptimizerProvider {
    private static final Map<String, Double> DEFAULTS =
            Map.of("beta1", 0.9, "beta2", 0.999, "eps", 1e-8, "weightDecay", 0.0);

    /** For the service loader. */
    public AdamWProvider() {}

    @Override
    public String id() {
        return "adamw";
    }

    @Override
    public String description() {
        return "AdamW with decoupled weight decay, moments in float32";
    }

    @Override
    public Optimizer create(Backend backend, List<Parameter> parameters, Map<String, String> options) {
        for (String name : options.keySet()) {
            if (!DEFAULTS.containsKey(name)) {
                throw new IntrainException("optimizer 'adamw' has no option '" + name + "': it knows "
                        + String.join(", ", new TreeSet<>(DEFAULTS.keySet())));
            }
        }
        return new AdamW(
                backend,
                parameters,
                new AdamW.Settings(
                        number(options, "beta1", 1),
                        number(options, "beta2", 1),
                        number(options, "eps", Double.MAX_VALUE),
                        number(options, "weightDecay", Double.MAX_VALUE)));
    }

    @Override
    public long stateBytes(long parameters) {
        return 2 * Float.BYTES * parameters;
    }

    private static double number(Map<String, String> options, String name, double below) {
        String text = options.get(name);
        if (text == null) {
            return DEFAULTS.getOrDefault(name, 0.0);
        }
        try {
            double value = Double.parseDouble(text);
            if (value >= 0 && value < below) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IntrainException(badValue(name, text, below), e);
        }
        throw new IntrainException(badValue(name, text, below));
    }

    private static String badValue(String name, String text, double below) {
        String range = below == 1 ? "in [0, 1)" : "of at least 0";
        return "option '" + name + "' of optimizer 'adamw' must be a number " + range + ", not '" + text + "'";
    }
}
