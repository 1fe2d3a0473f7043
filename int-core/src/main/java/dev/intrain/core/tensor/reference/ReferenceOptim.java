package dev.intrain.core.tensor.reference;

import dev.intrain.api.tensor.OptimOps;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.tensor.HostTensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations of optimizers, element by element, in double. */
final class ReferenceOptim implements OptimOps {
    private static final double NORM_EPS = 1e-6;

    @Override
    public void axpby(float a, Tensor x, float b, Tensor y) {
        HostTensor out = HostTensor.of(y);
        for (long i = 0; i < y.size(); i++) {
            double kept = b == 0 ? 0 : (double) b * out.get(i);
            out.set(i, (float) ((double) a * HostTensor.of(x).get(i) + kept));
        }
    }

    @Override
    public void multiply(Tensor x, Tensor y, Tensor out) {
        for (long i = 0; i < out.size(); i++) {
            HostTensor.of(out).set(i, HostTensor.of(x).get(i) * HostTensor.of(y).get(i));
        }
    }

    @Override
    public void divide(Tensor x, Tensor y, float eps, Tensor out) {
        for (long i = 0; i < out.size(); i++) {
            double divisor = (double) HostTensor.of(y).get(i) + eps;
            HostTensor.of(out).set(i, (float) (HostTensor.of(x).get(i) / divisor));
        }
    }

    @Override
    public void sqrt(Tensor x, Tensor out) {
        for (long i = 0; i < out.size(); i++) {
            HostTensor.of(out).set(i, (float) Math.sqrt(HostTensor.of(x).get(i)));
        }
    }

    @Override
    public void scale(Tensor factor, Tensor x) {
        float by = HostTensor.of(factor).get(0);
        for (long i = 0; i < x.size(); i++) {
            HostTensor.of(x).set(i, HostTensor.of(x).get(i) * by);
        }
    }

    @Override
    public void globalNorm(List<Tensor> gradients, float maxNorm, Tensor out) {
        double squares = 0;
        for (Tensor gradient : gradients) {
            for (long i = 0; i < gradient.size(); i++) {
                double g = HostTensor.of(gradient).get(i);
                squares += g * g;
            }
        }
        double norm = Math.sqrt(squares);
        HostTensor.of(out).set(0, (float) norm);
        HostTensor.of(out).set(1, (float) Math.min(1, maxNorm / (norm + NORM_EPS)));
    }

    @Override
    public void adamw(
            Tensor parameter,
            Tensor gradient,
            Tensor m,
            Tensor v,
            @Nullable Tensor gradientScale,
            double lr,
            double beta1,
            double beta2,
            double eps,
            double weightDecay,
            long step) {
        double scale = gradientScale == null ? 1 : HostTensor.of(gradientScale).get(0);
        double stepSize = lr / (1 - Math.pow(beta1, (double) step));
        double correction = Math.sqrt(1 - Math.pow(beta2, (double) step));
        HostTensor p = HostTensor.of(parameter);
        for (long i = 0; i < parameter.size(); i++) {
            double g = HostTensor.of(gradient).get(i) * scale;
            double first = beta1 * HostTensor.of(m).get(i) + (1 - beta1) * g;
            double second = beta2 * HostTensor.of(v).get(i) + (1 - beta2) * g * g;
            double decayed = p.get(i) * (1 - lr * weightDecay);
            HostTensor.of(m).set(i, (float) first);
            HostTensor.of(v).set(i, (float) second);
            p.set(i, (float) (decayed - stepSize * first / (Math.sqrt(second) / correction + eps)));
        }
    }
}
