package dev.intrain.core.tensor.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.api.CounterRandom;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.LinearMap;
import dev.intrain.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Few rows meet weights packed ahead: the bits are those of the plain kernels, and follow the weights when they change. */
class FewRowsTest {
    private static final String PROPERTY = "intrain.cpu.gemm";
    private static final int MOST_ROWS = 70;
    private static final int[] ROWS = {1, 2, 3, 4, 5, 8, 15, 16, 17, 48, 63, 64, 65, 70};

    @AfterEach
    void forget() {
        System.clearProperty(PROPERTY);
    }

    @ParameterizedTest
    @CsvSource({"F32, 131, 777", "F32, 32, 33", "F32, 31, 40", "BF16, 131, 777", "BF16, 64, 1537"})
    void haveTheBitsOfThePlainKernelsHoweverManyTheyAre(DType dtype, int n, int k) {
        float[] expected = outputs("vector", 1, dtype, n, k, MOST_ROWS);
        for (int threads = 1; threads <= 2; threads++) {
            for (int rows : ROWS) {
                assertThat(outputs("auto", threads, dtype, n, k, rows))
                        .as(rows + " rows, " + threads + " threads")
                        .isEqualTo(Arrays.copyOf(expected, 2 * rows * n));
            }
        }
    }

    @Test
    void followTheWeights() {
        try (Backend backend = new CpuBackendProvider().create(1);
                Tensor x = tensor(backend, DType.F32, 1, 3, 40);
                Tensor w = tensor(backend, DType.F32, 2, 50, 40);
                Tensor y = backend.allocate(DType.F32, 3, 50)) {
            backend.linear(x, w, null, y, false);
            float[] before = read(backend, y);
            backend.write(w, 0, numbers(3, 50 * 40), 0, 50 * 40);
            backend.linear(x, w, null, y, false);
            assertThat(read(backend, y)).isNotEqualTo(before);
            try (Tensor fresh = tensor(backend, DType.F32, 3, 50, 40);
                    Tensor other = backend.allocate(DType.F32, 3, 50)) {
                backend.linear(x, fresh, null, other, false);
                assertThat(read(backend, y)).isEqualTo(read(backend, other));
            }
        }
    }

    /** Idle threads read ahead what came next the last time; that it is closed or changed by then must not matter. */
    @Test
    void followWeightsThatComeInAnotherOrderOrNotAgain() {
        try (Backend backend = new CpuBackendProvider().create(3);
                Tensor x = tensor(backend, DType.F32, 1, 2, 600);
                Tensor y = backend.allocate(DType.F32, 2, 300)) {
            float[][] expected = new float[4][];
            for (int round = 0; round < 6; round++) {
                for (int i = 0; i < expected.length; i++) {
                    int which = round % 2 == 0 ? i : expected.length - 1 - i;
                    try (Tensor w = tensor(backend, DType.BF16, 10 + which, 300, 600);
                            Tensor kept = tensor(backend, DType.BF16, 20 + which, 300, 600)) {
                        backend.linear(x, w, null, y, false);
                        backend.linear(x, List.of(new LinearMap(kept, null, y)));
                        backend.linear(x, w, null, y, true);
                        float[] sum = read(backend, y);
                        expected[which] = expected[which] == null ? sum : expected[which];
                        assertThat(sum).isEqualTo(expected[which]);
                    }
                }
            }
        }
    }

    /** Rows with a bias, interleaved row by row with the same added to what is there. */
    private static float[] outputs(String engine, int threads, DType dtype, int n, int k, int rows) {
        System.setProperty(PROPERTY, engine);
        try (Backend backend = new CpuBackendProvider().create(threads);
                Tensor x = tensor(backend, DType.F32, 1, rows, k);
                Tensor w = tensor(backend, dtype, 2, n, k);
                Tensor bias = tensor(backend, DType.F32, 3, n);
                Tensor fresh = backend.allocate(DType.F32, rows, n);
                Tensor added = tensor(backend, DType.F32, 4, rows, n)) {
            backend.linear(x, w, bias, fresh, false);
            backend.linear(x, w, null, added, true);
            float[] first = read(backend, fresh);
            float[] second = read(backend, added);
            float[] both = new float[2 * rows * n];
            for (int row = 0; row < rows; row++) {
                System.arraycopy(first, row * n, both, 2 * row * n, n);
                System.arraycopy(second, row * n, both, (2 * row + 1) * n, n);
            }
            return both;
        }
    }

    private static Tensor tensor(Backend backend, DType dtype, long seed, long... shape) {
        Tensor tensor = backend.allocate(dtype, shape);
        backend.write(tensor, 0, numbers(seed, (int) tensor.size()), 0, (int) tensor.size());
        return tensor;
    }

    private static float[] numbers(long seed, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) CounterRandom.gaussian(seed, i);
        }
        return numbers;
    }

    private static float[] read(Backend backend, Tensor tensor) {
        float[] numbers = new float[(int) tensor.size()];
        backend.read(tensor, 0, numbers, 0, numbers.length);
        return numbers;
    }
}
