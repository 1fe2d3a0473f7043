package dev.intrain.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.api.tensor.Backend;
import dev.intrain.core.checkpoint.ModelConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What the plan says of the measured models on a card of 80 GB; nothing is allocated. */
@EnabledIf(value = "dev.intrain.cuda.shim.ShimCompiler#available", disabledReason = "there is no g++")
class OnGpuPlanTest {
    private static final long CARD = (long) BenchSizes.CARD_BYTES;

    private static Backend backend;

    @BeforeAll
    static void open() {
        backend = new ShimBackendProvider().create(1);
    }

    @AfterAll
    static void close() {
        backend.close();
    }

    private static OnGpuPlan plan(String name) {
        ModelConfig config = BenchSizes.full().models().stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElseThrow()
                .config();
        return new OnGpuPlan(config, CARD, backend);
    }

    @Test
    void theShapesAreThoseTheyAreNamedAfter() {
        assertThat(plan("4B").config().parameterCount()).isBetween(4_000_000_000L, 4_050_000_000L);
        assertThat(plan("0.6B").config().parameterCount()).isBetween(590_000_000L, 600_000_000L);
    }

    @Test
    void allOf4BillionWeightsCanBeFineTuned() {
        OnGpuPlan plan = plan("4B");
        assertThat(plan.fits(plan.sft(4096, true))).isTrue();
    }

    /** With a cache in bfloat16, as the GPU holds it. */
    @Test
    void rowsOf4BillionWeightsFit() {
        OnGpuPlan plan = plan("4B");
        assertThat(plan.fits(plan.rollout(256, 1024, 64))).isTrue();
        assertThat(plan.rollout(256, 1024, 64).bytes())
                .isGreaterThan(plan.rollout(64, 1024, 64).bytes());
    }
}
