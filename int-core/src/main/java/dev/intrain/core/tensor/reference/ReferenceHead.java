package dev.intrain.core.tensor.reference;

import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.tensor.HostTensor;
import org.jspecify.annotations.Nullable;

/** Log-probabilities under the language-model head, and their gradient: one row of logits at a time, in double. */
final class ReferenceHead {
    private ReferenceHead() {}

    static void logprobs(
            Tensor hidden,
            Tensor w,
            Tensor targets,
            float temperature,
            Tensor logprobs,
            Tensor lse,
            @Nullable Tensor entropy) {
        for (long t = 0; t < hidden.dim(0); t++) {
            double[] z = scaledLogits(hidden, w, t, temperature);
            double logSum = logSumExp(z);
            double mean = 0;
            for (double logit : z) {
                mean += Math.exp(logit - logSum) * logit;
            }
            HostTensor.of(logprobs).set(t, (float) (z[HostTensor.of(targets).getInt(t)] - logSum));
            HostTensor.of(lse).set(t, (float) logSum);
            if (entropy != null) {
                HostTensor.of(entropy).set(t, (float) (logSum - mean));
            }
        }
    }

    static void backward(
            Tensor hidden,
            Tensor w,
            Tensor targets,
            float temperature,
            Tensor lse,
            Tensor dLogprobs,
            Tensor dHidden,
            Tensor dw) {
        int c = (int) hidden.dim(1);
        double[] dWeight = new double[(int) dw.size()];
        for (long t = 0; t < hidden.dim(0); t++) {
            double[] z = scaledLogits(hidden, w, t, temperature);
            double[] dRow = new double[c];
            for (int v = 0; v < z.length; v++) {
                double hit = v == HostTensor.of(targets).getInt(t) ? 1 : 0;
                double dz = HostTensor.of(dLogprobs).get(t)
                        / temperature
                        * (hit - Math.exp(z[v] - HostTensor.of(lse).get(t)));
                for (int i = 0; i < c; i++) {
                    dRow[i] += dz * HostTensor.of(w).get((long) v * c + i);
                    dWeight[v * c + i] += dz * HostTensor.of(hidden).get(t * c + i);
                }
            }
            for (int i = 0; i < c; i++) {
                HostTensor.of(dHidden).set(t * c + i, (float) dRow[i]);
            }
        }
        for (int i = 0; i < dWeight.length; i++) {
            HostTensor.of(dw).set(i, (float) (HostTensor.of(dw).get(i) + dWeight[i]));
        }
    }

    private static double[] scaledLogits(Tensor hidden, Tensor w, long t, float temperature) {
        long c = hidden.dim(1);
        double[] z = new double[(int) w.dim(0)];
        for (int v = 0; v < z.length; v++) {
            for (long i = 0; i < c; i++) {
                z[v] += (double) HostTensor.of(hidden).get(t * c + i)
                        * HostTensor.of(w).get(v * c + i);
            }
            z[v] /= temperature;
        }
        return z;
    }

    static double logSumExp(double[] z) {
        double max = Double.NEGATIVE_INFINITY;
        for (double value : z) {
            max = Math.max(max, value);
        }
        double sum = 0;
        for (double value : z) {
            sum += Math.exp(value - max);
        }
        return max + Math.log(sum);
    }
}
