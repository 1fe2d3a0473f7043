package dev.intrain.cuda;

import dev.intrain.api.CounterRandom;
import dev.intrain.api.IntrainException;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;

/**
 * A few milliseconds of known answers when a backend starts: products on tensor cores in all three layouts, in float32, and attention,
 * against plain Java in double. A device that computes wrongly is refused before it can spoil a run.
 */
final class SelfCheck {
    private static final int ROWS = 70;
    private static final int INNER = 40;
    private static final int OUTER = 72;
    private static final double TOLERANCE = 1e-4;

    private final Backend backend;
    private final String device;

    SelfCheck(Backend backend, String device) {
        this.backend = backend;
        this.device = device;
    }

    /** @throws IntrainException if a result is not what it should be */
    void run() {
        products(DType.BF16, ROWS);
        products(DType.BF16, 1);
        products(DType.F32, ROWS);
        attention();
    }

    /** Numbers that bfloat16 holds exactly. */
    private static float[] numbers(int key, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (CounterRandom.below(key, i, 65) - 32) / 32f;
        }
        return values;
    }

    private Tensor tensor(DType dtype, float[] values, long... shape) {
        Tensor tensor = backend.allocate(dtype, shape);
        backend.write(tensor, 0, values, 0, values.length);
        return tensor;
    }

    /** @throws IntrainException if a product of so many rows, in any layout, is not what it should be */
    void products(DType dtype, int rows) {
        float[] x = numbers(1, rows * INNER);
        float[] w = numbers(2, OUTER * INNER);
        float[] dy = numbers(3, rows * OUTER);
        double[] y = new double[rows * OUTER];
        double[] dx = new double[rows * INNER];
        double[] dw = new double[OUTER * INNER];
        for (int t = 0; t < rows; t++) {
            for (int n = 0; n < OUTER; n++) {
                for (int k = 0; k < INNER; k++) {
                    y[t * OUTER + n] += (double) x[t * INNER + k] * w[n * INNER + k];
                    dx[t * INNER + k] += (double) dy[t * OUTER + n] * w[n * INNER + k];
                    dw[n * INNER + k] += (double) dy[t * OUTER + n] * x[t * INNER + k];
                }
            }
        }
        try (Tensor in = tensor(DType.F32, x, rows, INNER);
                Tensor weight = tensor(dtype, w, OUTER, INNER);
                Tensor dOut = tensor(DType.F32, dy, rows, OUTER);
                Tensor out = backend.allocate(DType.F32, rows, OUTER);
                Tensor dIn = backend.allocate(DType.F32, rows, INNER);
                Tensor dWeight = backend.allocate(DType.F32, OUTER, INNER)) {
            backend.linear(in, weight, null, out, false);
            require("the product of " + dtype + " matrices", out, y);
            backend.linearBackwardInput(dOut, weight, dIn, false);
            require("the input's gradient of a " + dtype + " product", dIn, dx);
            backend.linearBackwardWeight(in, dOut, dtype, dWeight, null);
            require("the weight's gradient of a " + dtype + " product", dWeight, dw);
        }
    }

    private void attention() {
        int d = 8;
        float[] q = numbers(4, ROWS * d);
        float[] k = numbers(5, ROWS * d);
        float[] v = numbers(6, ROWS * d);
        double[] expected = new double[ROWS * d];
        for (int t = 0; t < ROWS; t++) {
            double total = 0;
            for (int j = 0; j <= t; j++) {
                double score = 0;
                for (int i = 0; i < d; i++) {
                    score += (double) q[t * d + i] * k[j * d + i];
                }
                double weight = Math.exp(score);
                total += weight;
                for (int i = 0; i < d; i++) {
                    expected[t * d + i] += weight * v[j * d + i];
                }
            }
            for (int i = 0; i < d; i++) {
                expected[t * d + i] /= total;
            }
        }
        try (Tensor query = tensor(DType.F32, q, ROWS, 1, d);
                Tensor key = tensor(DType.F32, k, ROWS, 1, d);
                Tensor value = tensor(DType.F32, v, ROWS, 1, d);
                Tensor starts = backend.allocate(DType.I32, 2);
                Tensor out = backend.allocate(DType.F32, ROWS, 1, d);
                Tensor lse = backend.allocate(DType.F32, ROWS, 1)) {
            backend.write(starts, 0, new int[] {0, ROWS}, 0, 2);
            backend.attention(query, key, value, starts, ROWS, 1, out, lse);
            require("attention", out, expected);
        }
    }

    private void require(String what, Tensor result, double[] expected) {
        float[] values = new float[expected.length];
        backend.read(result, 0, values, 0, values.length);
        for (int i = 0; i < values.length; i++) {
            if (!(Math.abs(values[i] - expected[i]) <= TOLERANCE * Math.max(1, Math.abs(expected[i])))) {
                throw new IntrainException("backend 'cuda' computes wrongly on " + device + ": " + what + " has "
                        + values[i] + " at element " + i + " where " + (float) expected[i]
                        + " is right. Use engine.backend: cpu, and tell us the device and its driver.");
            }
        }
    }
}
