package dev.intrain.core.tensor.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import org.junit.jupiter.api.Test;

/** What is nothing but multiplied has the weights' type, but in generation, whose kernels for few rows take F32. */
class NarrowRowsTest {
    @Test
    void narrowWeightsMeetNarrowRows() {
        try (Backend backend = new CpuBackendProvider().create(1)) {
            assertThat(backend.multiplied(DType.BF16)).isEqualTo(DType.BF16);
            assertThat(backend.multiplied(DType.F32)).isEqualTo(DType.F32);
            assertThat(backend.multipliedInSteps(DType.BF16)).isEqualTo(DType.F32);
            assertThat(backend.cached(DType.BF16, 128)).isEqualTo(DType.BF16);
            assertThat(backend.cached(DType.F32, 128)).isEqualTo(DType.F32);
        }
    }
}
