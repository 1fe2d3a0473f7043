package dev.intrain.core.plan;

import dev.intrain.core.checkpoint.Architecture;
import dev.intrain.core.checkpoint.AttentionConfig;
import dev.intrain.core.checkpoint.ModelConfig;
import dev.intrain.core.checkpoint.RopeConfig;
import dev.intrain.core.optim.AdamWProvider;
import dev.intrain.core.recipe.Recipe;
import dev.intrain.core.recipe.RecipeFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Models, recipes and limits that tests of plans share. */
final class Plans {
    static final long GIB = 1L << 30;

    private Plans() {}

    /** The shape of Qwen3-4B-Instruct-2507, the paper's model. */
    static ModelConfig qwen3Of4Billion() {
        AttentionConfig attention = new AttentionConfig(32, 8, 128, false, false, true);
        return config(151_936, 2560, 9728, 36, attention, 262_144);
    }

    /** Small enough to run in a test, odd in every size. */
    static ModelConfig tiny() {
        return config(17, 24, 40, 2, new AttentionConfig(4, 2, 6, false, false, true), 128);
    }

    private static ModelConfig config(
            int vocabulary, int hidden, int intermediate, int layers, AttentionConfig attention, int positions) {
        return new ModelConfig(
                Architecture.QWEN3,
                vocabulary,
                hidden,
                intermediate,
                layers,
                attention,
                new RopeConfig(5e6, new RopeConfig.Scaling.None()),
                positions,
                1e-6,
                true,
                0.02,
                Map.of());
    }

    static Recipe recipe(String... overrides) {
        return RecipeFile.parse(
                "model: {path: model}\ndata: {path: problems.jsonl}\n", Path.of("/tmp"), List.of(overrides));
    }

    static MemoryPlan plan(Recipe recipe, ModelConfig config, Workload workload, MemoryLimit limit) {
        return MemoryPlan.of(recipe, config, workload, id -> new AdamWProvider(), limit);
    }

    static MemoryLimit machine(double gib) {
        return new MemoryLimit("this machine", (long) (gib * GIB), GIB);
    }
}
