package dev.intrain.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.IntrainException;
import dev.intrain.api.tensor.Backend;
import dev.intrain.core.checkpoint.ModelConfig;
import dev.intrain.core.checkpoint.ModelFolder;
import dev.intrain.core.model.Decoder;
import dev.intrain.core.model.TrainingPass;
import dev.intrain.core.recipe.Recipe;
import dev.intrain.core.recipe.RecipeFile;
import dev.intrain.core.rollout.RolloutEngine;
import dev.intrain.core.spi.ProviderCatalog;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {
    private static final int SLOTS = 3;
    private static final int TOKENS = 40;

    private final ProviderCatalog catalog = ProviderCatalog.discover(MemoryPlanTest.class.getClassLoader());

    @Test
    void countsWhatTheEngineReallyAllocates() throws URISyntaxException {
        ModelConfig config = config();
        MemoryPlan plan = MemoryPlan.of(recipe(), config, catalog);

        try (Backend backend = catalog.createBackend("reference", 1, line -> {});
                Decoder model =
                        Decoder.allocate(backend, config, recipe().model().dtype())) {
            long weights = backend.allocatedBytes();
            assertThat(plan.stages().get(0).buckets()).containsEntry("weights", weights);
            try (RolloutEngine engine = new RolloutEngine(model, config.maxPositionEmbeddings(), SLOTS, ids -> "")) {
                assertThat(plan.stages().get(0).total()).isEqualTo(backend.allocatedBytes());
            }
            model.trainable();
            long trained = backend.allocatedBytes();
            try (TrainingPass pass = new TrainingPass(model, TOKENS, TOKENS, true)) {
                assertThat(plan.stages().get(1).buckets())
                        .containsEntry("gradients and master weights", trained - weights)
                        .containsEntry("activations", backend.allocatedBytes() - trained);
            }
        }
    }

    @Test
    void refusesWhatCannotFit() throws URISyntaxException {
        MemoryPlan plan = MemoryPlan.of(recipe(), config(), catalog);
        long most = plan.stages().stream().mapToLong(StageMemory::total).max().orElseThrow();

        assertThatCode(() -> plan.requireFits(most)).doesNotThrowAnyException();
        assertThatThrownBy(() -> plan.requireFits(1000))
                .isInstanceOf(IntrainException.class)
                .hasMessageStartingWith("stage rollout, propose, filter, eval needs 0.")
                .hasMessageContaining("is the largest part with");
    }

    private static Recipe recipe() {
        return RecipeFile.parse(
                "model: {path: m}\ndata: {path: p}\n",
                Path.of("/"),
                List.of(
                        "engine.slots=" + SLOTS,
                        "sft.maxTokens=" + TOKENS,
                        "sft.microBatchTokens=" + TOKENS,
                        "rl.microBatchTokens=" + TOKENS));
    }

    private static ModelConfig config() throws URISyntaxException {
        Path file = Path.of(Objects.requireNonNull(MemoryPlanTest.class.getResource("/golden/tiny-f32/config.json"))
                .toURI());
        return ModelFolder.open(Objects.requireNonNull(file.getParent())).config();
    }
}
