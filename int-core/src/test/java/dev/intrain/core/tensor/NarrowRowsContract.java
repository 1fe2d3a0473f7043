package dev.intrain.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made in BF16 is what is made in F32 and then rounded; and products cannot tell who rounded. */
abstract class NarrowRowsContract extends ContractFixture {
    private static final float EPS = 1e-6f;

    private Tensor allocated(DType dtype, long... shape) {
        return zeros(dtype, shape).tested();
    }

    private Tensor normal(DType dtype, long... shape) {
        return random(dtype, shape).tested();
    }

    private Tensor rounded(Tensor wide) {
        Tensor narrow = allocated(DType.BF16, wide.dim(0), wide.dim(1));
        tested.copy(wide, narrow);
        return narrow;
    }

    private float[] read(Tensor tensor) {
        return read(tested, tensor);
    }

    @ParameterizedTest
    @CsvSource({"1, 3, 257", "33, 64, 31", "65, 300, 600", "257, 33, 64"})
    void products(int t, int n, int k) {
        if (tested.multiplied(DType.BF16) == DType.F32) {
            return; // it rounds nothing before it multiplies
        }
        Tensor x = normal(DType.F32, t, k);
        Tensor dy = normal(DType.F32, t, n);
        Tensor w = normal(DType.BF16, n, k);
        Tensor y = allocated(DType.F32, t, n);
        Tensor dx = allocated(DType.F32, t, k);
        Tensor dw = allocated(DType.F32, n, k);
        Tensor yNarrow = allocated(DType.F32, t, n);
        Tensor dxNarrow = allocated(DType.F32, t, k);
        Tensor dwNarrow = allocated(DType.F32, n, k);

        tested.linear(x, w, null, y, false);
        tested.linear(rounded(x), w, null, yNarrow, false);
        tested.linearBackwardInput(dy, w, dx, false);
        tested.linearBackwardInput(rounded(dy), w, dxNarrow, false);
        tested.linearBackwardWeight(x, dy, DType.BF16, dw, null);
        tested.linearBackwardWeight(rounded(x), rounded(dy), DType.BF16, dwNarrow, null);

        assertThat(read(yNarrow)).isEqualTo(read(y));
        assertThat(read(dxNarrow)).isEqualTo(read(dx));
        assertThat(read(dwNarrow)).isEqualTo(read(dw));
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "33, 64", "7, 100", "300, 48"})
    void norms(int t, int c) {
        Tensor x = normal(DType.F32, t, c);
        Tensor dy = normal(DType.F32, t, c);
        Tensor weight = normal(DType.F32, c);
        Tensor invRms = allocated(DType.F32, t);
        Tensor wide = allocated(DType.F32, t, c);
        Tensor narrow = allocated(DType.BF16, t, c);

        tested.rmsNorm(x, weight, EPS, wide, invRms);
        tested.rmsNorm(x, weight, EPS, narrow, invRms);
        assertThat(read(narrow)).isEqualTo(read(rounded(wide)));

        Tensor dWeight = allocated(DType.F32, c);
        tested.rmsNormBackward(x, weight, invRms, dy, wide, false, dWeight);
        tested.rmsNormBackward(x, weight, invRms, dy, narrow, false, dWeight);
        assertThat(read(narrow)).isEqualTo(read(rounded(wide)));
        assertThatThrownBy(() -> tested.rmsNormBackward(x, weight, invRms, dy, narrow, true, dWeight))
                .hasMessage("rmsNormBackward: dx must be F32 where it accumulates.");
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "33, 64", "7, 1001"})
    void swiglu(int t, int f) {
        Tensor gate = normal(DType.F32, t, f);
        Tensor up = normal(DType.F32, t, f);
        Tensor dOut = normal(DType.F32, t, f);
        Tensor first = allocated(DType.F32, t, f);
        Tensor second = allocated(DType.F32, t, f);
        Tensor narrow = allocated(DType.BF16, t, f);
        Tensor other = allocated(DType.BF16, t, f);

        tested.swiglu(gate, up, first);
        tested.swiglu(gate, up, narrow);
        assertThat(read(narrow)).isEqualTo(read(rounded(first)));

        tested.swigluBackward(gate, up, dOut, first, second);
        tested.swigluBackward(gate, up, dOut, narrow, other);
        assertThat(read(narrow)).isEqualTo(read(rounded(first)));
        assertThat(read(other)).isEqualTo(read(rounded(second)));
        assertThatThrownBy(() -> tested.swigluBackward(gate, up, dOut, narrow, second))
                .hasMessage("swigluBackward: dGate and dUp must have one type.");
    }

    @ParameterizedTest
    @CsvSource({"2, 1, 16", "4, 2, 64", "3, 3, 20"})
    void valuesOfAttention(int heads, int keyValueHeads, int size) {
        int t = 53;
        Tensor q = normal(DType.F32, t, heads, size);
        Tensor k = normal(DType.F32, t, keyValueHeads, size);
        Tensor v = normal(DType.F32, t, keyValueHeads, size);
        Tensor dOut = normal(DType.F32, t, heads, size);
        Tensor out = allocated(DType.F32, t, heads, size);
        Tensor lse = allocated(DType.F32, t, heads);
        Tensor starts = allocated(DType.I32, 2);
        tested.write(starts, 0, new int[] {0, t}, 0, 2);
        tested.attention(q, k, v, starts, t, 0.1f, out, lse);
        Tensor dq = allocated(DType.F32, t, heads, size);
        Tensor dk = allocated(DType.F32, t, keyValueHeads, size);
        Tensor wide = allocated(DType.F32, t, keyValueHeads, size);
        Tensor narrow = allocated(DType.BF16, t, keyValueHeads, size);

        for (DType precision : new DType[] {DType.F32, DType.BF16}) {
            tested.attentionBackward(q, k, v, out, lse, dOut, starts, t, 0.1f, precision, dq, dk, wide);
            tested.attentionBackward(q, k, v, out, lse, dOut, starts, t, 0.1f, precision, dq, dk, narrow);
            assertThat(read(narrow)).isEqualTo(read(rounded(wide.as(t, (long) keyValueHeads * size))));
        }
    }
}
