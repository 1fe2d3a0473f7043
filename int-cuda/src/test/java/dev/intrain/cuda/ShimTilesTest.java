package dev.intrain.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.api.CounterRandom;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.cuda.kernel.Gemm;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A row of a product has the same bits in whichever kernel and tile: how many rows there are chooses between them. */
@EnabledIf(value = "dev.intrain.cuda.shim.ShimCompiler#available", disabledReason = "there is no g++")
class ShimTilesTest {
    private static final int DEPTH = 40;

    private static Tensor random(Backend backend, DType dtype, int rows) {
        Tensor tensor = backend.allocate(dtype, rows, DEPTH);
        float[] values = new float[rows * DEPTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) CounterRandom.gaussian(dtype.bytes(), i);
        }
        backend.write(tensor, 0, values, 0, values.length);
        return tensor;
    }

    private static float[] firstRow(int rows, int columns) {
        try (Backend backend = new ShimBackendProvider().create(2);
                Tensor x = random(backend, DType.F32, rows);
                Tensor w = random(backend, DType.BF16, columns);
                Tensor y = backend.allocate(DType.F32, rows, columns)) {
            backend.linear(x, w, null, y, false);
            float[] row = new float[columns];
            backend.read(y, 0, row, 0, columns);
            return row;
        }
    }

    private static String kernel(int rows, int columns) {
        return new Gemm(Gemm.Layout.NT, 0, DEPTH, 0, DEPTH, 0, rows, columns, DEPTH, 0, false, false)
                .bf16()
                .kernel();
    }

    @ParameterizedTest
    @ValueSource(ints = {70, 16_384})
    void giveTheSameBits(int columns) {
        float[] alone = firstRow(1, columns);
        assertThat(firstRow(17, columns)).isEqualTo(alone);
        assertThat(firstRow(65, columns)).isEqualTo(alone);
        assertThat(Arrays.equals(alone, new float[columns])).isFalse();
    }

    @Test
    void areChosenBySize() {
        assertThat(kernel(16, 70)).isEqualTo("gemm_few_16");
        assertThat(kernel(64, 70)).isEqualTo("gemm_few_64");
        assertThat(kernel(65, 70)).isEqualTo("gemm_bf16_nt_small");
        assertThat(kernel(65, 16_384)).isEqualTo("gemm_bf16_nt");
    }
}
