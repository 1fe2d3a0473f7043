package dev.intrain.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.IntrainException;
import dev.intrain.api.tensor.Backend;
import dev.intrain.core.spi.ProviderCatalog;
import dev.intrain.core.spi.ProviderRow;
import dev.intrain.core.spi.ProviderState;
import dev.intrain.cuda.shim.FakeGpu;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code int:providers} shows of the backend and what a run that names it is told, for everything that can stand in its way. */
@EnabledIf(
        value = "dev.intrain.cuda.GpuDriverTest#runsHere",
        disabledReason = "there is no g++, or JCuda has no natives here")
class CudaInCatalogTest {
    private static FakeGpu gpu;

    @BeforeAll
    static void load() {
        gpu = new FakeGpu();
    }

    @AfterEach
    void repair() {
        gpu.fail("", 0, 0);
        gpu.describe(12_000, 80);
        assertThat(gpu.leaks()).isZero();
    }

    private static ProviderCatalog catalog() {
        return ProviderCatalog.discover(CudaInCatalogTest.class.getClassLoader());
    }

    private static ProviderRow row() {
        return catalog().table().stream()
                .filter(row -> row.id().equals("cuda"))
                .findFirst()
                .orElseThrow();
    }

    static Stream<Arguments> reasons() {
        return Stream.of(
                Arguments.of(
                        (Runnable) () -> gpu.describe(11_080, 80),
                        "the NVIDIA driver is too old: it supports CUDA 11.8, and 12.0 (driver 525) is the oldest"),
                Arguments.of((Runnable) () -> gpu.fail("cuInit", 100, 9), "the NVIDIA driver sees no GPU"),
                Arguments.of(
                        (Runnable) () -> gpu.fail("cuInit", 803, 9),
                        "the NVIDIA driver does not start (cuInit returned 803)"),
                Arguments.of(
                        (Runnable) () -> gpu.describe(12_000, 75),
                        "the GPU is too old: its compute capability is 7.5, and 8.0 is the oldest"));
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void namesWhatStandsInTheWay(Runnable obstacle, String reason) {
        obstacle.run();
        assertThat(row().availability()).isEqualTo(ProviderState.UNAVAILABLE);
        assertThat(row().reason()).contains(reason);
        assertThatThrownBy(() -> catalog().createBackend("cuda", 1, line -> {}))
                .isInstanceOf(IntrainException.class)
                .hasMessageContaining("cuda")
                .hasMessageContaining(reason);
        List<String> skipped = new ArrayList<>();
        try (Backend other = catalog().createBackend("auto", 1, skipped::add)) {
            assertThat(other.id()).isNotEqualTo("cuda");
        }
        assertThat(skipped).anySatisfy(line -> assertThat(line).contains("cuda").contains(reason));
    }

    @Test
    void aGpuWhoseMemoryIsTakenIsNamed() {
        gpu.fail("cuDevicePrimaryCtxRetain", 2, 1);
        assertThatThrownBy(() -> catalog().createBackend("cuda", 1, line -> {}))
                .isInstanceOf(IntrainException.class)
                .hasMessageStartingWith("backend 'cuda' cannot run here: the GPU's memory is taken"
                        + " (cuDevicePrimaryCtxRetain failed: CUDA_ERROR_OUT_OF_MEMORY (2)). End what uses it");
    }

    @Test
    void autoTakesTheGpuAndSaysWhoMultiplies() {
        assertThat(row().availability()).isEqualTo(ProviderState.AVAILABLE);
        assertThat(row().description()).containsIgnoringCase("cuBLASLt");
        List<String> lines = new ArrayList<>();
        try (Backend backend = catalog().createBackend("auto", 1, lines::add)) {
            assertThat(backend.id()).isEqualTo("cuda");
        }
        assertThat(lines).hasSize(1).allSatisfy(line -> assertThat(line).contains("multipl"));
    }
}
