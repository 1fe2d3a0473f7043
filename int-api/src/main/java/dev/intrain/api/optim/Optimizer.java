package dev.intrain.api.optim;

import dev.intrain.api.tensor.Tensor;
import java.util.Map;

/** Updates parameters from their gradients. All its memory is in {@link #state()} and {@link #steps()}, so that resume is exact. */
public interface Optimizer extends AutoCloseable {
    /**
     * One update.
     *
     * @param learningRate of this step
     * @param gradientScale [1] F32 factor on every gradient: the clip factor
     */
    void step(double learningRate, Tensor gradientScale);

    /** @return number of updates made */
    long steps();

    /** @return state tensors by stable name; a checkpoint saves them and writes them back in place */
    Map<String, Tensor> state();

    /**
     * Sets the number of updates made, after the state was written back.
     *
     * @param steps updates made before
     */
    void restore(long steps);

    /** Frees the state. */
    @Override
    void close();
}
