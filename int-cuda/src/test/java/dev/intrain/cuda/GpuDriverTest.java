package dev.intrain.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.CounterRandom;
import dev.intrain.api.IntrainException;
import dev.intrain.api.spi.Availability;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.cuda.cublas.LtSearch;
import dev.intrain.cuda.device.Driver;
import dev.intrain.cuda.device.DriverException;
import dev.intrain.cuda.device.GpuDriver;
import dev.intrain.cuda.device.KernelImages;
import dev.intrain.cuda.kernel.Elements;
import dev.intrain.cuda.shim.FakeGpu;
import dev.intrain.cuda.shim.Shim;
import dev.intrain.cuda.shim.ShimCompiler;
import dev.intrain.cuda.shim.ShimDriver;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our calls of JCuda, down to a driver library whose device is the host; and what we say when they fail. */
@EnabledIf(value = "runsHere", disabledReason = "there is no g++, or JCuda has no natives here")
class GpuDriverTest {
    private static final LtSearch NO_CUBLAS = new LtSearch(Map.of(LtSearch.SETTING, "none"), Path.of("/"));

    private static FakeGpu gpu;

    static boolean runsHere() {
        boolean natives = System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
        return natives && ShimCompiler.available();
    }

    @BeforeAll
    static void load() {
        gpu = new FakeGpu();
    }

    @AfterEach
    void repair() {
        gpu.fail("", 0, 0);
        gpu.leaveOutBarrierOf("");
        gpu.describe(12_000, 80);
        assertThat(gpu.leaks()).isZero();
    }

    private static Backend open() {
        return new CudaBackendProvider(gpu.library(), NO_CUBLAS).create(1);
    }

    private static Tensor random(Backend backend, DType dtype, long... shape) {
        Tensor tensor = backend.allocate(dtype, shape);
        float[] values = new float[(int) tensor.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) CounterRandom.gaussian(tensor.size(), i);
        }
        backend.write(tensor, 0, values, 0, values.length);
        return tensor;
    }

    /** Products on tensor cores with much shared memory, a kernel with a struct among its arguments, and a null pointer. */
    private static float[] work(Backend backend) {
        try (Tensor x = random(backend, DType.F32, 70, 24);
                Tensor w = random(backend, DType.BF16, 16, 24);
                Tensor y = backend.allocate(DType.F32, 70, 16);
                Tensor m = backend.allocate(DType.F32, 70, 16);
                Tensor v = backend.allocate(DType.F32, 70, 16)) {
            backend.linear(x, w, null, y, false);
            backend.adamw(y, m, m, v, null, 0.1, 0.9, 0.999, 1e-8, 0.01, 1);
            backend.copy(y, m);
            float[] values = new float[70 * 16];
            backend.read(m, 0, values, 0, values.length);
            return values;
        }
    }

    @Test
    void runsKernelsThroughJcuda() {
        try (Backend backend = open();
                Backend direct = new CudaBackend(new ShimDriver(Shim.library(), Shim.Order.FORWARD), "host")) {
            assertThat(backend.arithmetic()).contains("Host, compute capability 8.0, driver 12.0");
            assertThat(backend.deviceBytes()).hasValue(1L << 30);
            assertThat(work(backend)).isEqualTo(work(direct));
        }
    }

    @Test
    void servesAnotherThread() throws InterruptedException {
        try (Backend backend = open()) {
            float[] here = work(backend);
            float[][] there = new float[1][];
            Thread thread = new Thread(() -> there[0] = work(backend));
            thread.start();
            thread.join();
            assertThat(there[0]).isEqualTo(here);
        }
    }

    @Test
    void recordsAGraphAndRunsItAgain() {
        try (Driver driver = new GpuDriver(0, KernelImages.load())) {
            DeviceMemory memory = new DeviceMemory(driver, "test");
            try (DeviceBlock block = memory.scratch(Float.BYTES)) {
                MemorySegment number = Arena.ofAuto().allocate(Float.BYTES);
                number.set(JAVA_FLOAT, 0, 1);
                driver.copyIn(block.address(), number);
                long start = driver.mark();
                try (Driver.Graph graph = driver.capture(
                        () -> driver.launch(Elements.axpby(1, false, block.address(), 1, false, block.address(), 1)))) {
                    for (int i = 0; i < 3; i++) {
                        graph.launch();
                    }
                }
                assertThat(driver.milliseconds(start, driver.mark())).isPositive();
                driver.copyOut(number, block.address());
                assertThat(number.get(JAVA_FLOAT, 0)).isEqualTo(8);
            }
            memory.close();
        }
    }

    @Test
    void givesKeptMemoryBackBeforeItCallsItExhausted() {
        try (Backend backend = open()) {
            backend.allocate(DType.F32, 1 << 20).close();
            gpu.fail("cuMemAlloc", 2, 1);
            backend.allocate(DType.F32, 2 << 20).close();
            gpu.fail("cuMemAlloc", 2, 2);
            assertThatThrownBy(() -> backend.allocate(DType.F32, 3 << 20))
                    .isInstanceOf(IntrainException.class)
                    .hasMessageStartingWith(
                            "Not enough memory on Host for a tensor F32[3145728] of 12582912 bytes beside 0 bytes in use");
        }
    }

    @Test
    void namesTheLaunchThatFailed() {
        try (Backend backend = open();
                Tensor x = backend.allocate(DType.F32, 3)) {
            gpu.fail("cuLaunchKernel", 719, 1);
            assertThatThrownBy(() -> backend.fill(x, 1))
                    .isInstanceOf(DriverException.class)
                    .hasMessageContaining("fill_f32")
                    .hasMessageEndingWith("failed: CUDA_ERROR_LAUNCH_FAILED (719)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cuDeviceGet", "cuDevicePrimaryCtxRetain", "cuCtxSetCurrent", "cuStreamCreate"})
    void saysWhatKeptItFromStarting(String call) {
        gpu.fail(call, 719, 1);
        assertThatThrownBy(GpuDriverTest::open)
                .isInstanceOf(IntrainException.class)
                .hasMessage("backend 'cuda' cannot run here: " + call + " failed: CUDA_ERROR_LAUNCH_FAILED (719).");
    }

    @Test
    void refusesADeviceThatComputesWrongly() {
        open().close();
        gpu.leaveOutBarrierOf("gemm_bf16.cu");
        assertThatThrownBy(GpuDriverTest::open)
                .isInstanceOf(IntrainException.class)
                .hasMessageStartingWith(
                        "backend 'cuda' computes wrongly on Host: the product of BF16 matrices has NaN at");
    }

    @Test
    void saysWhyThereIsNothingToUse() {
        CudaBackendProvider provider = new CudaBackendProvider(gpu.library(), NO_CUBLAS);
        assertThat(provider.availability()).isInstanceOf(Availability.Available.class);
        gpu.describe(11_040, 80);
        assertThat(reason(provider))
                .isEqualTo(
                        "the NVIDIA driver is too old: it supports CUDA 11.4, and 12.0 (driver 525) is the oldest that"
                                + " will do");
        gpu.describe(12_000, 75);
        assertThat(reason(provider))
                .isEqualTo("the GPU is too old: its compute capability is 7.5, and 8.0 is the oldest that will do");
        gpu.fail("cuInit", 100, 1);
        assertThat(reason(provider)).isEqualTo("the NVIDIA driver sees no GPU");
        gpu.fail("cuInit", 999, 1);
        assertThat(reason(provider)).isEqualTo("the NVIDIA driver does not start (cuInit returned 999)");
    }

    private static String reason(CudaBackendProvider provider) {
        return ((Availability.Unavailable) provider.availability()).reason();
    }
}
