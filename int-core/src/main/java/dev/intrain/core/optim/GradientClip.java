package dev.intrain.core.optim;

import dev.intrain.api.optim.Parameter;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import java.util.List;

/**
 * Clips all gradients together to a largest norm: computes {@code sqrt(sum g^2)} and the factor that an optimizer multiplies gradients by.
 *
 * <p>Owns one [2] F32 tensor. The factor never leaves the backend.
 */
public final class GradientClip implements AutoCloseable {
    private final Backend backend;
    private final List<Tensor> gradients;
    private final float maxNorm;
    private final Tensor normAndFactor;

    /**
     * @param backend where the gradients live
     * @param parameters whose gradients count
     * @param maxNorm largest norm; 0 or infinite for no clipping
     */
    public GradientClip(Backend backend, List<Parameter> parameters, double maxNorm) {
        if (!(maxNorm >= 0)) {
            throw new IllegalArgumentException(
                    "the clip norm must be at least 0 (0 means no clipping), not " + maxNorm);
        }
        this.backend = backend;
        this.gradients = parameters.stream().map(Parameter::gradient).toList();
        this.maxNorm = maxNorm == 0 ? Float.POSITIVE_INFINITY : (float) maxNorm;
        this.normAndFactor = backend.allocate(DType.F32, 2);
    }

    /** @return [1] F32, the factor for the present gradients; valid until the next call */
    public Tensor factor() {
        backend.globalNorm(gradients, maxNorm, normAndFactor);
        return normAndFactor.view(1, 1);
    }

    /** @return the norm before clipping, as of the last {@link #factor()}; waits for the backend */
    public double norm() {
        float[] norm = new float[1];
        backend.read(normAndFactor, 0, norm, 0, 1);
        return norm[0];
    }

    @Override
    public void close() {
        normAndFactor.close();
    }
}
