package dev.intrain.core.tensor.reference;

import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.tensor.HostTensor;

/** Causal attention over packed sequences, one query row at a time, in double. Letters as in {@code LayerOps}. */
final class ReferenceAttention {
    private ReferenceAttention() {}

    static void forward(Tensor q, Tensor k, Tensor v, Tensor cuSeqlens, float scale, Tensor out, Tensor lse) {
        int heads = (int) q.dim(1);
        int group = heads / (int) k.dim(1);
        int d = (int) q.dim(2);
        for (int s = 0; s + 1 < cuSeqlens.size(); s++) {
            int start = HostTensor.of(cuSeqlens).getInt(s);
            int end = HostTensor.of(cuSeqlens).getInt(s + 1);
            for (int t = start; t < end; t++) {
                for (int h = 0; h < heads; h++) {
                    long[] keys = new long[t - start + 1];
                    for (int j = 0; j < keys.length; j++) {
                        keys[j] = ((start + j) * k.dim(1) + h / group) * d;
                    }
                    long row = (long) t * heads + h;
                    double logSum = row(
                            HostTensor.of(q),
                            HostTensor.of(k),
                            HostTensor.of(v),
                            row * d,
                            keys,
                            d,
                            scale,
                            HostTensor.of(out));
                    HostTensor.of(lse).set(row, (float) logSum);
                }
            }
        }
    }

    /** One query against the keys (and values) at the given offsets; writes its output and returns the log-sum of its scores. */
    static double row(
            HostTensor q, HostTensor k, HostTensor v, long query, long[] keys, int d, float scale, HostTensor out) {
        double[] scores = new double[keys.length];
        for (int j = 0; j < keys.length; j++) {
            scores[j] = dot(q, query, k, keys[j], d) * scale;
        }
        double logSum = ReferenceHead.logSumExp(scores);
        double[] sum = new double[d];
        for (int j = 0; j < keys.length; j++) {
            double p = Math.exp(scores[j] - logSum);
            for (int i = 0; i < d; i++) {
                sum[i] += p * v.get(keys[j] + i);
            }
        }
        for (int i = 0; i < d; i++) {
            out.set(query + i, (float) sum[i]);
        }
        return logSum;
    }

    private static double dot(HostTensor a, long aOffset, HostTensor b, long bOffset, int d) {
        double sum = 0;
        for (int i = 0; i < d; i++) {
            sum += (double) a.get(aOffset + i) * b.get(bOffset + i);
        }
        return sum;
    }

    /** The gradient, accumulated over all pairs of rows before anything is stored. */
    record Backward(Tensor q, Tensor k, Tensor v, Tensor out, Tensor lse, Tensor dOut, float scale) {
        void run(Tensor cuSeqlens, Tensor dq, Tensor dk, Tensor dv) {
            double[] dQuery = new double[(int) dq.size()];
            double[] dKey = new double[(int) dk.size()];
            double[] dValue = new double[(int) dv.size()];
            for (int s = 0; s + 1 < cuSeqlens.size(); s++) {
                int start = HostTensor.of(cuSeqlens).getInt(s);
                int end = HostTensor.of(cuSeqlens).getInt(s + 1);
                for (int t = start; t < end; t++) {
                    for (int h = 0; h < q.dim(1); h++) {
                        row(start, t, h, dQuery, dKey, dValue);
                    }
                }
            }
            store(dQuery, dq);
            store(dKey, dk);
            store(dValue, dv);
        }

        private void row(int start, int t, int h, double[] dQuery, double[] dKey, double[] dValue) {
            int d = (int) q.dim(2);
            int heads = (int) q.dim(1);
            int kvHeads = (int) k.dim(1);
            int row = t * heads + h;
            double delta = dot(HostTensor.of(dOut), (long) row * d, HostTensor.of(out), (long) row * d, d);
            for (int j = start; j <= t; j++) {
                int key = (j * kvHeads + h / (heads / kvHeads)) * d;
                double score = dot(HostTensor.of(q), (long) row * d, HostTensor.of(k), key, d) * scale;
                double p = Math.exp(score - HostTensor.of(lse).get(row));
                double dP = dot(HostTensor.of(dOut), (long) row * d, HostTensor.of(v), key, d);
                double dScore = p * (dP - delta) * scale;
                for (int i = 0; i < d; i++) {
                    dQuery[row * d + i] += dScore * HostTensor.of(k).get(key + i);
                    dKey[key + i] += dScore * HostTensor.of(q).get((long) row * d + i);
                    dValue[key + i] += p * HostTensor.of(dOut).get((long) row * d + i);
                }
            }
        }

        private static void store(double[] values, Tensor target) {
            for (int i = 0; i < values.length; i++) {
                HostTensor.of(target).set(i, (float) values[i]);
            }
        }
    }
}
