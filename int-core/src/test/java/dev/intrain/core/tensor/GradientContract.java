package dev.intrain.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Every backward operation against central differences of its forward operation; the loss is a weighted sum of the outputs. */
abstract class GradientContract extends ContractFixture {
    private static final float STEP = 1e-2f;

    private void check(Tensor input, Tensor gradient, Tensor output, Tensor dOutput, Runnable forward) {
        float[] values = read(tested, input);
        float[] analytic = read(tested, gradient);
        for (int i = 0; i < values.length; i += Math.max(1, values.length / 23)) {
            float kept = values[i];
            double above = loss(input, i, kept + STEP, output, dOutput, forward);
            double below = loss(input, i, kept - STEP, output, dOutput, forward);
            tested.write(input, i, new float[] {kept}, 0, 1);
            double numeric = (above - below) / (2 * STEP);
            assertThat((double) analytic[i])
                    .as("element " + i + " of " + input)
                    .isCloseTo(numeric, offset(3e-3 + 5e-3 * Math.abs(numeric)));
        }
        forward.run();
    }

    private double loss(Tensor input, int i, float value, Tensor output, Tensor dOutput, Runnable forward) {
        tested.write(input, i, new float[] {value}, 0, 1);
        forward.run();
        float[] out = read(tested, output);
        float[] weights = read(tested, dOutput);
        double sum = 0;
        for (int j = 0; j < out.length; j++) {
            sum += (double) out[j] * weights[j];
        }
        return sum;
    }

    @Test
    void ofLinear() {
        Backend b = tested;
        Tensor x = random(5, 33).tested();
        Tensor w = random(7, 33).tested();
        Tensor bias = random(7).tested();
        Tensor y = zeros(DType.F32, 5, 7).tested();
        Tensor dy = random(5, 7).tested();
        Tensor dx = zeros(DType.F32, 5, 33).tested();
        Tensor dw = zeros(DType.F32, 7, 33).tested();
        Tensor dBias = zeros(DType.F32, 7).tested();
        b.linearBackwardInput(dy, w, dx, false);
        b.linearBackwardWeight(x, dy, dw, dBias);
        Runnable forward = () -> b.linear(x, w, bias, y, false);
        check(x, dx, y, dy, forward);
        check(w, dw, y, dy, forward);
        check(bias, dBias, y, dy, forward);
    }

    @Test
    void ofRowSelection() {
        Backend b = tested;
        Tensor table = random(4, 5).tested();
        Tensor rows = ints(new int[] {1, 3, 1}, 3).tested();
        Tensor out = zeros(DType.F32, 3, 5).tested();
        Tensor dOut = random(3, 5).tested();
        Tensor dTable = zeros(DType.F32, 4, 5).tested();
        b.scatterAddRows(dOut, rows, dTable);
        check(table, dTable, out, dOut, () -> b.gatherRows(table, rows, out));
    }

    @Test
    void ofRmsNorm() {
        Backend b = tested;
        Tensor x = random(3, 33).tested();
        Tensor weight = random(33).tested();
        Tensor y = zeros(DType.F32, 3, 33).tested();
        Tensor invRms = zeros(DType.F32, 3).tested();
        Tensor dy = random(3, 33).tested();
        Tensor dx = zeros(DType.F32, 3, 33).tested();
        Tensor dWeight = zeros(DType.F32, 33).tested();
        Runnable forward = () -> b.rmsNorm(x, weight, 1e-5f, y, invRms);
        forward.run();
        b.rmsNormBackward(x, weight, invRms, dy, dx, false, dWeight);
        check(x, dx, y, dy, forward);
        check(weight, dWeight, y, dy, forward);
    }

    @Test
    void ofSwiglu() {
        Backend b = tested;
        Tensor gate = random(3, 31).tested();
        Tensor up = random(3, 31).tested();
        Tensor out = zeros(DType.F32, 3, 31).tested();
        Tensor dOut = random(3, 31).tested();
        Tensor dGate = zeros(DType.F32, 3, 31).tested();
        Tensor dUp = zeros(DType.F32, 3, 31).tested();
        b.swigluBackward(gate, up, dOut, dGate, dUp);
        Runnable forward = () -> b.swiglu(gate, up, out);
        check(gate, dGate, out, dOut, forward);
        check(up, dUp, out, dOut, forward);
    }

    @Test
    void ofAttention() {
        Backend b = tested;
        Tensor q = random(9, 4, 6).tested();
        Tensor k = random(9, 2, 6).tested();
        Tensor v = random(9, 2, 6).tested();
        Tensor cu = ints(new int[] {0, 2, 9}, 3).tested();
        Tensor out = zeros(DType.F32, 9, 4, 6).tested();
        Tensor lse = zeros(DType.F32, 9, 4).tested();
        Tensor dOut = random(9, 4, 6).tested();
        Tensor dq = zeros(DType.F32, 9, 4, 6).tested();
        Tensor dk = zeros(DType.F32, 9, 2, 6).tested();
        Tensor dv = zeros(DType.F32, 9, 2, 6).tested();
        Runnable forward = () -> b.attention(q, k, v, cu, 7, 0.4f, out, lse);
        forward.run();
        b.attentionBackward(q, k, v, out, lse, dOut, cu, 7, 0.4f, dq, dk, dv);
        check(q, dq, out, dOut, forward);
        check(k, dk, out, dOut, forward);
        check(v, dv, out, dOut, forward);
    }

    @Test
    void ofTheHead() {
        Backend b = tested;
        Tensor hidden = random(5, 9).tested();
        Tensor w = random(13, 9).tested();
        Tensor targets = ints(below(13, 5, 2), 5).tested();
        Tensor logprobs = zeros(DType.F32, 5).tested();
        Tensor lse = zeros(DType.F32, 5).tested();
        Tensor dLogprobs = random(5).tested();
        Tensor dHidden = zeros(DType.F32, 5, 9).tested();
        Tensor dw = zeros(DType.F32, 13, 9).tested();
        Runnable forward = () -> b.headLogprobs(hidden, w, targets, 1.3f, logprobs, lse, null);
        forward.run();
        b.headBackward(hidden, w, targets, 1.3f, lse, dLogprobs, dHidden, dw);
        check(hidden, dHidden, logprobs, dLogprobs, forward);
        check(w, dw, logprobs, dLogprobs, forward);
    }
}
