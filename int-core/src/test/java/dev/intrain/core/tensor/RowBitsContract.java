package dev.intrain.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import java.util.Arrays;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A row's bits do not depend on how many rows share the call, nor anything's bits on the number of threads. */
abstract class RowBitsContract extends ContractFixture {
    private static final int[] ROWS = {1, 2, 3, 16, 17, 257};
    private static final int WIDTH = 130;
    private static final int OUT = 70;

    /** Runs an operation for some rows and gives the output. */
    private interface Operation extends BiFunction<Backend, Integer, float[]> {}

    private void firstRowIsAlwaysTheSame(int width, Operation operation) {
        float[] alone = null;
        for (int threads = 1; threads <= 2; threads++) {
            try (Backend backend = provider().create(threads)) {
                for (int rows : ROWS) {
                    float[] row = Arrays.copyOf(operation.apply(backend, rows), width);
                    alone = alone == null ? row : alone;
                    assertThat(row).as(rows + " rows, " + threads + " threads").isEqualTo(alone);
                }
            }
        }
    }

    private static Tensor of(Backend backend, long seed, DType dtype, long... shape) {
        Tensor tensor = backend.allocate(dtype, shape);
        float[] values = normal(seed, (int) tensor.size());
        backend.write(tensor, 0, values, 0, values.length);
        return tensor;
    }

    @Test
    void ofLinear() {
        for (DType dtype : new DType[] {DType.F32, DType.BF16}) {
            firstRowIsAlwaysTheSame(OUT, (backend, rows) -> {
                try (Tensor x = of(backend, 1, DType.F32, rows, WIDTH);
                        Tensor w = of(backend, 2, dtype, OUT, WIDTH);
                        Tensor y = backend.allocate(DType.F32, rows, OUT)) {
                    backend.linear(x, w, null, y, false);
                    return read(backend, y);
                }
            });
        }
    }

    /** Depths of one and of several blocks, odd ones too; few rows may take another kernel than many, and must give its bits. */
    @Test
    void ofDeepLinearWithBiasOntoWhatIsThere() {
        for (int width : new int[] {255, 513, 1536, 3073}) {
            firstRowIsAlwaysTheSame(OUT, (backend, rows) -> {
                try (Tensor x = of(backend, 1, DType.F32, rows, width);
                        Tensor w = of(backend, 2, DType.BF16, OUT, width);
                        Tensor bias = of(backend, 3, DType.F32, OUT);
                        Tensor y = of(backend, 4, DType.F32, rows, OUT)) {
                    backend.linear(x, w, bias, y, true);
                    return read(backend, y);
                }
            });
        }
    }

    /** Whatever a backend keeps of weights, it sees when they change. */
    @Test
    void ofLinearAfterItsWeightsChanged() {
        try (Backend backend = provider().create(2);
                Tensor x = of(backend, 1, DType.F32, 1, WIDTH);
                Tensor w = of(backend, 2, DType.BF16, OUT, WIDTH);
                Tensor other = of(backend, 3, DType.BF16, OUT, WIDTH);
                Tensor y = backend.allocate(DType.F32, 1, OUT)) {
            backend.linear(x, other, null, y, false);
            float[] expected = read(backend, y);
            backend.linear(x, w, null, y, false);
            assertThat(read(backend, y)).isNotEqualTo(expected);
            backend.copy(other, w);
            backend.linear(x, w, null, y, false);
            assertThat(read(backend, y)).isEqualTo(expected);
        }
    }

    @Test
    void ofLinearBackwardInput() {
        firstRowIsAlwaysTheSame(WIDTH, (backend, rows) -> {
            try (Tensor dy = of(backend, 1, DType.F32, rows, OUT);
                    Tensor w = of(backend, 2, DType.F32, OUT, WIDTH);
                    Tensor dx = backend.allocate(DType.F32, rows, WIDTH)) {
                backend.linearBackwardInput(dy, w, dx, false);
                return read(backend, dx);
            }
        });
    }

    @Test
    void ofNormAndGate() {
        firstRowIsAlwaysTheSame(WIDTH, (backend, rows) -> {
            try (Tensor x = of(backend, 1, DType.F32, rows, WIDTH);
                    Tensor weight = of(backend, 2, DType.F32, WIDTH);
                    Tensor inverse = backend.allocate(DType.F32, rows)) {
                backend.rmsNorm(x, weight, 1e-6f, x, inverse);
                backend.swiglu(x, x, x);
                return read(backend, x);
            }
        });
    }

    @Test
    void ofTheHead() {
        firstRowIsAlwaysTheSame(1, (backend, rows) -> {
            try (Tensor hidden = of(backend, 1, DType.F32, rows, WIDTH);
                    Tensor w = of(backend, 2, DType.F32, 203, WIDTH);
                    Tensor targets = backend.allocate(DType.I32, rows);
                    Tensor logprobs = backend.allocate(DType.F32, rows);
                    Tensor lse = backend.allocate(DType.F32, rows)) {
                backend.headLogprobs(hidden, w, targets, 1f, logprobs, lse, null);
                return read(backend, logprobs);
            }
        });
    }

    /** With the cache that belongs to weights of either type. */
    @ParameterizedTest
    @CsvSource({"F32, 32", "BF16, 64"})
    void ofCachedAttention(DType weights, int d) {
        firstRowIsAlwaysTheSame(4 * d, (backend, rows) -> {
            DType cached = backend.cached(weights, d);
            try (Tensor q = of(backend, 1, DType.F32, rows, 4, d);
                    Tensor k = of(backend, 2, cached, 3, 16, 2, d);
                    Tensor v = of(backend, 3, cached, 3, 16, 2, d);
                    Tensor table = backend.allocate(DType.I32, 1, 3);
                    Tensor slots = backend.allocate(DType.I32, rows);
                    Tensor positions = backend.allocate(DType.I32, rows);
                    Tensor out = backend.allocate(DType.F32, rows, 4, d)) {
                backend.write(table, 0, new int[] {2, 0, 1}, 0, 3);
                backend.fill(positions, 41);
                backend.attentionCached(q, k, v, table, slots, positions, 0.2f, out);
                return read(backend, out);
            }
        });
    }

    /** Rows of a prompt, together and one by one; they start within a block, and some see as many tokens as the row before. */
    @ParameterizedTest
    @CsvSource(
            textBlock = "F32, 4, 2, 32\nF32, 3, 1, 64\nF32, 2, 2, 80\nF32, 4, 4, 24\nBF16, 4, 2, 64\nBF16, 3, 1, 128")
    void ofCachedAttentionInPrefill(DType weights, int heads, int kvHeads, int d) {
        int rows = 133;
        int[] seen = new int[rows];
        Arrays.setAll(seen, i -> 5 + i - i % 7 / 6);
        for (int threads = 1; threads <= 2; threads++) {
            try (Backend backend = provider().create(threads);
                    Tensor q = of(backend, 1, DType.F32, rows, heads, d);
                    Tensor k = of(backend, 2, backend.cached(weights, d), 9, 16, kvHeads, d);
                    Tensor v = of(backend, 3, backend.cached(weights, d), 9, 16, kvHeads, d);
                    Tensor table = backend.allocate(DType.I32, 1, 9);
                    Tensor slots = backend.allocate(DType.I32, rows);
                    Tensor positions = backend.allocate(DType.I32, rows);
                    Tensor together = backend.allocate(DType.F32, rows, heads, d);
                    Tensor alone = backend.allocate(DType.F32, rows, heads, d)) {
                backend.write(table, 0, new int[] {8, 0, 7, 1, 6, 2, 5, 3, 4}, 0, 9);
                backend.write(positions, 0, seen, 0, rows);
                backend.attentionCached(q, k, v, table, slots, positions, 0.2f, together);
                for (int row = 0; row < rows; row++) {
                    long at = (long) row * heads * d;
                    backend.attentionCached(
                            q.view(at, 1, heads, d),
                            k,
                            v,
                            table,
                            slots.view(row, 1),
                            positions.view(row, 1),
                            0.2f,
                            alone.view(at, 1, heads, d));
                }
                assertThat(read(backend, together)).isEqualTo(read(backend, alone));
            }
        }
    }

    /** The first sequence of a batch, and the first rows of a longer sequence, as if they were alone. */
    @Test
    void ofAttention() {
        int size = 4 * 33;
        float[] alone = null;
        for (int threads = 1; threads <= 2; threads++) {
            try (Backend backend = provider().create(threads)) {
                for (int[] starts : new int[][] {{0, 21}, {0, 21, 40}, {0, 22}, {0, 257}, {0, 21, 70, 71}}) {
                    float[] rows = Arrays.copyOf(attention(backend, starts), 21 * size);
                    alone = alone == null ? rows : alone;
                    assertThat(rows).as(Arrays.toString(starts)).isEqualTo(alone);
                }
            }
        }
    }

    private static float[] attention(Backend backend, int[] starts) {
        int t = starts[starts.length - 1];
        try (Tensor q = of(backend, 1, DType.F32, t, 4, 33);
                Tensor k = of(backend, 2, DType.F32, t, 2, 33);
                Tensor v = of(backend, 3, DType.F32, t, 2, 33);
                Tensor cu = backend.allocate(DType.I32, starts.length);
                Tensor out = backend.allocate(DType.F32, t, 4, 33);
                Tensor lse = backend.allocate(DType.F32, t, 4)) {
            backend.write(cu, 0, starts, 0, starts.length);
            backend.attention(q, k, v, cu, 257, 0.2f, out, lse);
            return read(backend, out);
        }
    }

    @Test
    void ofSumsOverRowsOnAnyNumberOfThreads() {
        float[] one = weightGradients(1);
        assertThat(weightGradients(2)).isEqualTo(one);
        assertThat(weightGradients(3)).isEqualTo(one);
    }

    private float[] weightGradients(int threads) {
        try (Backend backend = provider().create(threads);
                Tensor x = of(backend, 1, DType.F32, 999, WIDTH);
                Tensor dy = of(backend, 2, DType.F32, 999, WIDTH);
                Tensor dw = backend.allocate(DType.F32, WIDTH, WIDTH);
                Tensor dNorm = dw.view(0, WIDTH);
                Tensor inverse = of(backend, 3, DType.F32, 999)) {
            backend.linearBackwardWeight(x, dy, dw, dNorm);
            backend.rmsNormBackward(x, dw.view(0, WIDTH), inverse, dy, x, false, dNorm);
            return read(backend, dw);
        }
    }
}
