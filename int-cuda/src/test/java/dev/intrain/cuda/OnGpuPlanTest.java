package dev.intrain.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.core.checkpoint.ModelConfig;
import org.junit.jupiter.api.Test;

/** What the plan says of the measured models on a card of 80 GB; nothing is allocated. */
class OnGpuPlanTest {
    private static final long CARD = (long) BenchSizes.CARD_BYTES;

    private static OnGpuPlan plan(String name) {
        ModelConfig config = BenchSizes.full().models().stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElseThrow()
                .config();
        return new OnGpuPlan(config, CARD);
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

    @Test
    void moreRowsTakeMoreMemory() {
        OnGpuPlan plan = plan("4B");
        assertThat(plan.fits(plan.rollout(64, 1024, 64))).isTrue();
        assertThat(plan.rollout(256, 1024, 64).bytes())
                .isGreaterThan(plan.rollout(64, 1024, 64).bytes());
    }
}
