package dev.intrain.cuda;

import dev.intrain.api.IntrainException;
import dev.intrain.api.spi.Availability;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.BackendProvider;
import dev.intrain.api.tensor.DType;
import dev.intrain.cuda.cublas.CublasLt;
import dev.intrain.cuda.cublas.LtOpening;
import dev.intrain.cuda.cublas.LtSearch;
import dev.intrain.cuda.device.Driver;
import dev.intrain.cuda.device.DriverException;
import dev.intrain.cuda.device.GpuDriver;
import dev.intrain.cuda.device.KernelImages;
import java.io.UncheckedIOException;

/**
 * Provider {@code cuda}: the first GPU that the driver shows ({@code CUDA_VISIBLE_DEVICES} picks another). It tells what stands in the
 * way on this machine, and hands out a backend only after {@link SelfCheck}.
 */
public final class CudaBackendProvider implements BackendProvider {
    private static final String DRIVER = "libcuda.so.1";

    private static final int NEWEST_CUDA = 13;

    private final String driverLibrary;
    private final LtSearch cublas;

    /** For the service loader. */
    public CudaBackendProvider() {
        this(DRIVER, LtSearch.here());
    }

    CudaBackendProvider(String driverLibrary, LtSearch cublas) {
        this.driverLibrary = driverLibrary;
        this.cublas = cublas;
    }

    @Override
    public String id() {
        return CudaBackend.ID;
    }

    @Override
    public String description() {
        return "NVIDIA GPUs through JCuda; "
                + cublas.candidates(NEWEST_CUDA).stream()
                        .findFirst()
                        .map(found -> "matrices multiplied by " + found.file())
                        .orElseGet(() -> "without cuBLASLt: " + cublas.description(NEWEST_CUDA));
    }

    @Override
    public int priority() {
        return 10;
    }

    @Override
    public Availability availability() {
        return DriverProbe.problem(driverLibrary)
                .<Availability>map(reason -> new Availability.Unavailable(
                        reason, "Use engine.backend: cpu, or a machine with an NVIDIA GPU and its driver."))
                .orElseGet(Availability.Available::new);
    }

    @Override
    public Backend create(int threads) {
        if (availability() instanceof Availability.Unavailable missing) {
            throw new IntrainException("backend 'cuda' cannot run here: " + missing.reason() + ". " + missing.hint());
        }
        try {
            KernelImages images = KernelImages.load();
            return checked(new GpuDriver(0, images), images, cublas);
        } catch (DriverException e) {
            String reason = e.outOfMemory()
                    ? "the GPU's memory is taken (" + e.getMessage()
                            + "). End what uses it (nvidia-smi lists it), choose"
                            + " another GPU with CUDA_VISIBLE_DEVICES, or use engine.backend: cpu."
                    : e.getMessage() + ".";
            throw new IntrainException("backend 'cuda' cannot run here: " + reason, e);
        } catch (UncheckedIOException | LinkageError e) {
            throw new IntrainException(
                    "backend 'cuda' is damaged: " + e.getMessage() + ". Replace the int-cuda and jcuda jars.", e);
        }
    }

    private static Backend checked(Driver driver, KernelImages images, LtSearch cublas) {
        LtOpening products = LtOpening.open(cublas, driver, CublasLt.FEWEST_ROWS);
        Backend backend = new CudaBackend(driver, images.identity(), products);
        try {
            SelfCheck check = new SelfCheck(backend, driver.device().name());
            check.run();
            if (products.library() != null) {
                check.products(DType.BF16, CublasLt.FEWEST_ROWS);
            }
            return backend;
        } catch (RuntimeException e) {
            backend.close();
            throw e;
        }
    }
}
