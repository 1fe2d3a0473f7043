package dev.intrain.cuda;

import dev.intrain.api.CounterRandom;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.checkpoint.ModelConfig;
import dev.intrain.core.model.Decoder;
import dev.intrain.cuda.cublas.CublasLt;
import dev.intrain.cuda.cublas.LtOpening;
import dev.intrain.cuda.cublas.LtSearch;
import dev.intrain.cuda.device.Driver;
import dev.intrain.cuda.device.GpuDriver;
import dev.intrain.cuda.device.KernelImages;
import dev.intrain.cuda.kernel.Elements;
import dev.intrain.cuda.kernel.Gemm;

/** The device under measurement, with its clock and its memory meter, and models whose weights are made on it from a seed. */
final class OnGpuDevice implements AutoCloseable {
    /** Dense bfloat16 rate and memory bandwidth that shares are given of: those of an H100 SXM. */
    static final double PEAK_FLOPS = 989e12;

    static final double PEAK_BYTES = 3.35e12;

    final Driver driver;
    final MemoryMeter meter;
    final CudaBackend backend;
    private final LtOpening opening;

    /** Who multiplies matrices of many rows. */
    enum Multiplier {
        /** As in a run: cuBLASLt where it is, from the rows on from which runs use it. */
        AS_IN_RUNS,
        /** cuBLASLt wherever it can. */
        LIBRARY,
        /** Kernels of ours. */
        OURS
    }

    /** Opens the device; measurements open it anew for each model. */
    interface Opener {
        OnGpuDevice open(Multiplier multiplier);
    }

    OnGpuDevice(Driver device, String kernels, Multiplier multiplier) {
        meter = new MemoryMeter(device);
        driver = meter.metered();
        opening = switch (multiplier) {
            case AS_IN_RUNS -> LtOpening.open(LtSearch.here(), driver, CublasLt.FEWEST_ROWS);
            case LIBRARY -> LtOpening.open(LtSearch.here(), driver, 1);
            case OURS -> new LtOpening(null, "matrices are multiplied by kernels of ours");
        };
        backend = new CudaBackend(driver, kernels, opening);
        System.out.println(driver.device() + "; " + opening.note());
    }

    static OnGpuDevice gpu(Multiplier multiplier) {
        KernelImages images = KernelImages.load();
        return new OnGpuDevice(new GpuDriver(0, images), images.identity(), multiplier);
    }

    /** @return whether cuBLASLt was found and takes part */
    boolean hasLibrary() {
        return opening.library() != null;
    }

    /** @return the device's seconds for one time, after two that do not count */
    double seconds(int times, Runnable work) {
        work.run();
        work.run();
        long start = driver.mark();
        for (int i = 0; i < times; i++) {
            work.run();
        }
        return driver.milliseconds(start, driver.mark()) / 1e3 / times;
    }

    /**
     * @param times how often at most
     * @param budget seconds after which it is not done again
     * @return seconds on the host's clock for one time, all of the device's work waited for, after one that does not count
     */
    double wallSeconds(int times, double budget, Runnable work) {
        work.run();
        driver.synchronize();
        long start = System.nanoTime();
        int done = 0;
        double passed = 0;
        while (done == 0 || done < times && passed < budget) {
            work.run();
            driver.synchronize();
            done++;
            passed = (System.nanoTime() - start) / 1e9;
        }
        return passed / done;
    }

    /** Multiplications and additions a second of a product of matrices that are bfloat16 already: nothing is packed. */
    double productRate(long m, long n, long k) {
        try (Tensor x = random(DType.BF16, m, k);
                Tensor w = random(DType.BF16, n, k);
                Tensor y = backend.allocate(DType.F32, m, n);
                DeviceMemory scratch = new DeviceMemory(driver, "measurement")) {
            Products products = new Products(new Stream(driver, scratch), opening.library());
            Products.Matrix left = Products.Matrix.of(x);
            Products.Matrix right = Products.Matrix.of(w);
            long result = CudaTensor.address(y);
            double seconds =
                    seconds(10, () -> products.multiply(Gemm.Layout.NT, true, left, right, result, null, false));
            return 2.0 * m * n * k / seconds;
        }
    }

    Tensor random(DType dtype, long... shape) {
        Tensor tensor = backend.allocate(dtype, shape);
        randomize(tensor, tensor.size(), 1);
        return tensor;
    }

    private void randomize(Tensor tensor, long key, float reach) {
        driver.launch(
                Elements.fillRandom(CudaTensor.bf16(tensor), CudaTensor.address(tensor), key, reach, tensor.size()));
    }

    /** A model with bfloat16 weights that mean nothing; the caller closes it. */
    Decoder model(ModelConfig config) {
        Decoder decoder = Decoder.allocate(backend, config, DType.BF16);
        decoder.weights().forEach((weight, tensor) -> {
            if (tensor.rank() == 1) {
                backend.fill(tensor, 1);
            } else {
                randomize(tensor, CounterRandom.key(1, weight), 0.035f);
            }
        });
        return decoder;
    }

    @Override
    public void close() {
        backend.close();
    }
}
