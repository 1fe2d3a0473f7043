package dev.intrain.core.tensor.reference;

import dev.intrain.api.tensor.LayerOps;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.tensor.HostTensor;
import org.jspecify.annotations.Nullable;

/**
 * The operations of layers as their formulas are written: one loop per index, sums in double, rounded once when stored.
 *
 * <p>Shapes and dtypes as in {@link LayerOps}; arguments were checked before.
 */
final class ReferenceLayers implements LayerOps {
    @Override
    public void linear(Tensor x, Tensor w, @Nullable Tensor bias, Tensor y, boolean accumulate) {
        HostTensor in = HostTensor.of(x);
        HostTensor weight = HostTensor.of(w);
        HostTensor out = HostTensor.of(y);
        long n = w.dim(0);
        long k = w.dim(1);
        for (long t = 0; t < x.dim(0); t++) {
            for (long j = 0; j < n; j++) {
                double sum = 0;
                for (long i = 0; i < k; i++) {
                    sum += (double) in.get(t * k + i) * weight.get(j * k + i);
                }
                sum += bias == null ? 0 : HostTensor.of(bias).get(j);
                store(out, t * n + j, sum, accumulate);
            }
        }
    }

    @Override
    public void linearBackwardInput(Tensor dy, Tensor w, Tensor dx, boolean accumulate) {
        HostTensor dOut = HostTensor.of(dy);
        HostTensor weight = HostTensor.of(w);
        long n = w.dim(0);
        long k = w.dim(1);
        for (long t = 0; t < dy.dim(0); t++) {
            for (long i = 0; i < k; i++) {
                double sum = 0;
                for (long j = 0; j < n; j++) {
                    sum += (double) dOut.get(t * n + j) * weight.get(j * k + i);
                }
                store(HostTensor.of(dx), t * k + i, sum, accumulate);
            }
        }
    }

    @Override
    public void linearBackwardWeight(Tensor x, Tensor dy, Tensor dw, @Nullable Tensor dBias) {
        HostTensor in = HostTensor.of(x);
        HostTensor dOut = HostTensor.of(dy);
        long n = dw.dim(0);
        long k = dw.dim(1);
        for (long j = 0; j < n; j++) {
            for (long i = 0; i < k; i++) {
                double sum = 0;
                for (long t = 0; t < x.dim(0); t++) {
                    sum += (double) dOut.get(t * n + j) * in.get(t * k + i);
                }
                store(HostTensor.of(dw), j * k + i, sum, true);
            }
        }
        for (long j = 0; dBias != null && j < n; j++) {
            double sum = 0;
            for (long t = 0; t < x.dim(0); t++) {
                sum += dOut.get(t * n + j);
            }
            store(HostTensor.of(dBias), j, sum, true);
        }
    }

    @Override
    public void gatherRows(Tensor table, Tensor rows, Tensor out) {
        long c = table.dim(1);
        for (long t = 0; t < rows.size(); t++) {
            long row = HostTensor.of(rows).getInt(t);
            for (long i = 0; i < c; i++) {
                HostTensor.of(out).set(t * c + i, HostTensor.of(table).get(row * c + i));
            }
        }
    }

    @Override
    public void scatterAddRows(Tensor dOut, Tensor rows, Tensor dTable) {
        long c = dTable.dim(1);
        for (long t = 0; t < rows.size(); t++) {
            long row = HostTensor.of(rows).getInt(t);
            for (long i = 0; i < c; i++) {
                store(HostTensor.of(dTable), row * c + i, HostTensor.of(dOut).get(t * c + i), true);
            }
        }
    }

    @Override
    public void rmsNorm(Tensor x, Tensor weight, float eps, Tensor y, Tensor invRms) {
        HostTensor in = HostTensor.of(x);
        long c = x.dim(1);
        for (long t = 0; t < x.dim(0); t++) {
            double squares = 0;
            for (long i = 0; i < c; i++) {
                squares += (double) in.get(t * c + i) * in.get(t * c + i);
            }
            double inverse = 1 / Math.sqrt(squares / c + eps);
            HostTensor.of(invRms).set(t, (float) inverse);
            for (long i = 0; i < c; i++) {
                HostTensor.of(y).set(t * c + i, (float)
                        (in.get(t * c + i) * inverse * HostTensor.of(weight).get(i)));
            }
        }
    }

    @Override
    public void rmsNormBackward(
            Tensor x, Tensor weight, Tensor invRms, Tensor dy, Tensor dx, boolean accumulate, Tensor dWeight) {
        HostTensor in = HostTensor.of(x);
        HostTensor dOut = HostTensor.of(dy);
        int c = (int) x.dim(1);
        double[] dScale = new double[c];
        for (long t = 0; t < x.dim(0); t++) {
            double inverse = HostTensor.of(invRms).get(t);
            double dot = 0;
            for (int i = 0; i < c; i++) {
                double product = (double) dOut.get(t * c + i) * in.get(t * c + i);
                dot += product * HostTensor.of(weight).get(i);
                dScale[i] += product * inverse;
            }
            double pull = inverse * inverse * dot / c;
            for (int i = 0; i < c; i++) {
                double through =
                        (double) dOut.get(t * c + i) * HostTensor.of(weight).get(i);
                store(HostTensor.of(dx), t * c + i, inverse * (through - in.get(t * c + i) * pull), accumulate);
            }
        }
        for (int i = 0; i < c; i++) {
            store(HostTensor.of(dWeight), i, dScale[i], true);
        }
    }

    @Override
    public void rope(Tensor x, Tensor table, Tensor positions, boolean inverse) {
        HostTensor in = HostTensor.of(x);
        HostTensor angles = HostTensor.of(table);
        long heads = x.dim(1);
        long d = x.dim(2);
        long half = d / 2;
        for (long t = 0; t < x.dim(0); t++) {
            long angle = HostTensor.of(positions).getInt(t) * d;
            for (long h = 0; h < heads; h++) {
                long head = (t * heads + h) * d;
                for (long i = 0; i < half; i++) {
                    double cos = angles.get(angle + i);
                    double sin = inverse ? -angles.get(angle + half + i) : angles.get(angle + half + i);
                    double a = in.get(head + i);
                    double b = in.get(head + half + i);
                    in.set(head + i, (float) (a * cos - b * sin));
                    in.set(head + half + i, (float) (b * cos + a * sin));
                }
            }
        }
    }

    @Override
    public void attention(
            Tensor q, Tensor k, Tensor v, Tensor cuSeqlens, int maxSeqlen, float scale, Tensor out, Tensor lse) {
        ReferenceAttention.forward(q, k, v, cuSeqlens, scale, out, lse);
    }

    @Override
    public void attentionBackward(
            Tensor q,
            Tensor k,
            Tensor v,
            Tensor out,
            Tensor lse,
            Tensor dOut,
            Tensor cuSeqlens,
            int maxSeqlen,
            float scale,
            Tensor dq,
            Tensor dk,
            Tensor dv) {
        new ReferenceAttention.Backward(q, k, v, out, lse, dOut, scale).run(cuSeqlens, dq, dk, dv);
    }

    @Override
    public void swiglu(Tensor gate, Tensor up, Tensor out) {
        for (long i = 0; i < out.size(); i++) {
            double g = HostTensor.of(gate).get(i);
            HostTensor.of(out)
                    .set(i, (float) (g / (1 + Math.exp(-g)) * HostTensor.of(up).get(i)));
        }
    }

    @Override
    public void swigluBackward(Tensor gate, Tensor up, Tensor dOut, Tensor dGate, Tensor dUp) {
        for (long i = 0; i < dOut.size(); i++) {
            double g = HostTensor.of(gate).get(i);
            double u = HostTensor.of(up).get(i);
            double d = HostTensor.of(dOut).get(i);
            double sigmoid = 1 / (1 + Math.exp(-g));
            HostTensor.of(dGate).set(i, (float) (d * u * sigmoid * (1 + g * (1 - sigmoid))));
            HostTensor.of(dUp).set(i, (float) (d * g * sigmoid));
        }
    }

    @Override
    public void headLogprobs(
            Tensor hidden,
            Tensor w,
            Tensor targets,
            float temperature,
            Tensor logprobs,
            Tensor lse,
            @Nullable Tensor entropy) {
        ReferenceHead.logprobs(hidden, w, targets, temperature, logprobs, lse, entropy);
    }

    @Override
    public void headBackward(
            Tensor hidden,
            Tensor w,
            Tensor targets,
            float temperature,
            Tensor lse,
            Tensor dLogprobs,
            Tensor dHidden,
            Tensor dw) {
        ReferenceHead.backward(hidden, w, targets, temperature, lse, dLogprobs, dHidden, dw);
    }

    private static void store(HostTensor target, long index, double value, boolean accumulate) {
        target.set(index, (float) (accumulate ? target.get(index) + value : value));
    }
}
