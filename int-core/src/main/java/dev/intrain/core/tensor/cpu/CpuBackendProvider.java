package dev.intrain.core.tensor.cpu;

import dev.intrain.api.spi.Availability;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.BackendProvider;
import dev.intrain.core.tensor.HostBackend;

/** Provides the backend {@code cpu}. */
public final class CpuBackendProvider implements BackendProvider {
    private static final String ID = "cpu";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String description() {
        return "the Java Vector API, over the given number of threads"
                + (DnnlNatives.present() ? ", and oneDNN for matrix products" : "; oneDNN is not on the class path");
    }

    @Override
    public Availability availability() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
            return new Availability.Available();
        }
        return new Availability.Unavailable(
                "This JVM runs without the module jdk.incubator.vector.",
                "Start it with --add-modules jdk.incubator.vector.");
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public Backend create(int threads) {
        MatrixEngine engine = MatrixEngine.chosen();
        Workers workers = new Workers(Math.max(1, threads));
        MatrixProduct products = engine.create(workers);
        return new HostBackend(
                ID,
                arithmetic(engine),
                MatrixEngine.notes(),
                new CpuLayers(workers, products),
                new CpuDecode(workers),
                new CpuOptim(workers),
                workers::close);
    }

    private static String arithmetic(MatrixEngine engine) {
        return "cpu: " + Lanes.FLOATS.vectorBitSize() + "-bit vectors, fma, products by " + engine.description() + ", "
                + System.getProperty("os.arch")
                + ", java " + System.getProperty("java.vm.vendor") + " "
                + Runtime.version().feature();
    }
}
