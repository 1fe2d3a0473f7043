package dev.intrain.core.tensor.cpu;

import dev.intrain.api.tensor.BackendProvider;
import dev.intrain.core.tensor.BackendContractTest;

class CpuBackendTest extends BackendContractTest {
    @Override
    protected BackendProvider provider() {
        return new CpuBackendProvider();
    }
}
