package dev.intrain.core.tensor;

import dev.intrain.api.tensor.BackendProvider;
import org.junit.jupiter.api.Nested;

/**
 * What every backend must hold: memory, layers, gradients, rows that do not see each other, generation, optimizers.
 *
 * <p>A backend's test extends this class and names its provider.
 */
public abstract class BackendContractTest {
    /** @return the provider of the backend under test */
    protected abstract BackendProvider provider();

    @Nested
    class Memory extends MemoryContract {
        @Override
        protected BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }

    @Nested
    class Linear extends LinearContract {
        @Override
        protected BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }

    @Nested
    class Layers extends LayerContract {
        @Override
        protected BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }

    @Nested
    class Attention extends AttentionContract {
        @Override
        protected BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }

    @Nested
    class Gradients extends GradientContract {
        @Override
        protected BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }

    @Nested
    class NarrowRows extends NarrowRowsContract {
        @Override
        protected BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }

    @Nested
    class RowBits extends RowBitsContract {
        @Override
        protected BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }

    @Nested
    class Decode extends DecodeContract {
        @Override
        protected BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }

    @Nested
    class Optim extends OptimContract {
        @Override
        protected BackendProvider provider() {
            return BackendContractTest.this.provider();
        }
    }
}
