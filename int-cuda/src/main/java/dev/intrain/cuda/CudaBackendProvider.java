package dev.intrain.cuda;

import dev.intrain.api.IntrainException;
import dev.intrain.api.spi.Availability;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.BackendProvider;

/**
 * Provider {@code cuda}. It tells what stands in the way on this machine; the backend itself is not written yet, so it is never
 * available.
 */
public final class CudaBackendProvider implements BackendProvider {
    private static final String DRIVER = "libcuda.so.1";

    private final String driverLibrary;

    /** For the service loader. */
    public CudaBackendProvider() {
        this(DRIVER);
    }

    CudaBackendProvider(String driverLibrary) {
        this.driverLibrary = driverLibrary;
    }

    @Override
    public String id() {
        return "cuda";
    }

    @Override
    public String description() {
        return "NVIDIA GPUs through JCuda";
    }

    @Override
    public int priority() {
        return 10;
    }

    @Override
    public Availability availability() {
        DriverProbe.Finding finding = DriverProbe.probe(driverLibrary);
        return finding.problem()
                .<Availability>map(reason -> new Availability.Unavailable(
                        reason, "Use engine.backend: cpu, or a machine with an NVIDIA GPU and its driver."))
                .orElseGet(() -> new Availability.Unavailable(
                        "the driver sees " + finding.devices() + " GPU(s), but this version has no CUDA kernels yet",
                        "Use engine.backend: cpu."));
    }

    @Override
    public Backend create(int threads) {
        Availability availability = availability();
        String reason = availability instanceof Availability.Unavailable missing
                ? missing.reason() + ". " + missing.hint()
                : "it is not written yet";
        throw new IntrainException("backend 'cuda' cannot run here: " + reason);
    }
}
