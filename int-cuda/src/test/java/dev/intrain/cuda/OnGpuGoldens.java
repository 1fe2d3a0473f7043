package dev.intrain.cuda;

import dev.intrain.api.tensor.BackendProvider;
import dev.intrain.core.model.GoldenContract;
import java.util.stream.Stream;

/** The golden models on the GPU. Run by the bundle, or with -Dtest=OnGpuGoldens. */
class OnGpuGoldens extends GoldenContract {
    @Override
    protected Stream<BackendProvider> providers() {
        return Stream.of(new CudaBackendProvider());
    }

    @Override
    protected double largestGap() {
        return 1e-3;
    }
}
