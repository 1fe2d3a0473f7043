package dev.intrain.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.model.Decoder;
import dev.intrain.core.model.TinyModels;
import dev.intrain.core.rollout.RolloutEngine;
import dev.intrain.core.rollout.RolloutProgress;
import org.junit.jupiter.api.Test;

/** What is opened and closed leaves the GPU's memory as it was: tensors, graphs, modules, the library's workspace. */
class OnGpuLeaks {
    private static long free() {
        try (Backend backend = new CudaBackendProvider().create(1)) {
            return backend.deviceBytes().orElseThrow();
        }
    }

    @Test
    void nothingIsLeftAfterManyRuns() {
        long before = free();
        for (int i = 0; i < (OnGpuMain.REHEARSAL ? 2 : 20); i++) {
            try (Backend backend = new CudaBackendProvider().create(1);
                    Decoder decoder = TinyModels.qwen3(backend);
                    RolloutEngine engine = new RolloutEngine(decoder, 40, 16, ids -> "");
                    Tensor large = backend.allocate(DType.F32, OnGpuMain.REHEARSAL ? 64 : 64L << 20)) {
                backend.fill(large, 1);
                engine.run(OnGpuSameSeed.requests(4), OnGpuSameSeed.settings(16), RolloutProgress.NONE);
            }
        }
        // Other users of the GPU, and the driver itself, take and give a little.
        assertThat(before - free()).isLessThan(64L << 20);
    }
}
