package dev.intrain.core.tensor.reference;

import dev.intrain.api.tensor.BackendProvider;
import dev.intrain.core.tensor.BackendContractTest;

class ReferenceBackendTest extends BackendContractTest {
    @Override
    protected BackendProvider provider() {
        return new ReferenceBackendProvider();
    }
}
