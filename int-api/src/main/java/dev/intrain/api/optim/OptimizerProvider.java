package dev.intrain.api.optim;

import dev.intrain.api.spi.Provider;
import dev.intrain.api.tensor.Backend;
import java.util.List;
import java.util.Map;

/** Creates optimizers. */
public interface OptimizerProvider extends Provider {
    /**
     * Creates an optimizer.
     *
     * @param backend where the parameters live
     * @param parameters what to train, in a stable order
     * @param options the recipe's options, such as beta1, beta2, eps, weightDecay
     * @return an optimizer the caller closes before the backend
     * @throws dev.intrain.api.IntrainException for an unknown option or a bad value
     */
    Optimizer create(Backend backend, List<Parameter> parameters, Map<String, String> options);

    /**
     * Memory the optimizer's state takes, for planning.
     *
     * @param parameters number of trained numbers
     * @return bytes
     */
    long stateBytes(long parameters);
}
