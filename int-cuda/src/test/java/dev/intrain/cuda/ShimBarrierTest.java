package dev.intrain.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.cuda.device.Launch;
import dev.intrain.cuda.shim.Shim;
import dev.intrain.cuda.shim.ShimDriver;
import dev.intrain.cuda.shim.ShimFaults;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Every barrier in the kernels is needed: leave it out, and some order of a block's threads gives something else. */
@EnabledIf(value = "dev.intrain.cuda.shim.ShimCompiler#available", disabledReason = "there is no g++")
class ShimBarrierTest {
    private static String run(Shim.Order order) {
        return new ShimWork(new ShimDriver(Shim.library(), order)).all();
    }

    private static boolean noticed(String right) {
        for (Shim.Order order : Shim.Order.values()) {
            try {
                if (!run(order).equals(right)) {
                    return true;
                }
            } catch (IllegalStateException e) {
                return true;
            }
        }
        return false;
    }

    @Test
    void noneCanBeLeftOut() {
        String right = run(Shim.Order.FORWARD);
        for (Shim.Order order : Shim.Order.values()) {
            assertThat(run(order)).as(order.name()).isEqualTo(right);
        }
        List<String> unneeded = new ArrayList<>();
        ShimFaults faults = new ShimFaults(Shim.library());
        for (String barrier : faults.barriers()) {
            if (barrier.contains("probe.cu")) {
                continue; // a warp alone, whose lanes the shim lets meet at the next instruction anyway
            }
            faults.leaveOut(barrier);
            if (!noticed(right)) {
                unneeded.add(barrier);
            }
        }
        faults.leaveOut("");
        assertThat(faults.barriers()).hasSizeGreaterThan(15);
        assertThat(unneeded).isEmpty();
        assertThat(run(Shim.Order.RANDOM)).isEqualTo(right);
    }

    @Test
    void anIndexOutsideItsArrayStops() {
        try (Backend backend = new CudaBackend(new ShimDriver(Shim.library(), Shim.Order.FORWARD), "host");
                Tensor table = backend.allocate(DType.F32, 3, 2);
                Tensor rows = backend.allocate(DType.I32, 2);
                Tensor out = backend.allocate(DType.F32, 2, 2)) {
            backend.write(rows, 0, new int[] {0, 3}, 0, 2);
            assertThatThrownBy(() -> backend.gatherRows(table, rows, out))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("rows.cu")
                    .hasMessageContaining("index 3 is not in [0, 3)");
        }
    }

    @Test
    void argumentsOfAnotherTypeAreRefused() {
        try (ShimDriver driver = new ShimDriver(Shim.library(), Shim.Order.FORWARD)) {
            assertThatThrownBy(() ->
                            driver.launch(Launch.each("swiglu", 1).address(0).i32(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("swiglu is called with pi but takes ppppl");
        }
    }
}
