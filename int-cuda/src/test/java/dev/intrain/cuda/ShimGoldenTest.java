package dev.intrain.cuda;

import dev.intrain.api.tensor.BackendProvider;
import dev.intrain.core.model.GoldenContract;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIf;

/** The golden models on the kernels as the host runs them. */
@EnabledIf(value = "dev.intrain.cuda.shim.ShimCompiler#available", disabledReason = "there is no g++")
class ShimGoldenTest extends GoldenContract {
    @Override
    protected Stream<BackendProvider> providers() {
        return Stream.of(new ShimBackendProvider());
    }

    @Override
    protected double largestGap() {
        return 1e-3;
    }
}
