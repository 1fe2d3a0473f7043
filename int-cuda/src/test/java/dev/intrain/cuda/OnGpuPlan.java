package dev.intrain.cuda;

import dev.intrain.api.tensor.Backend;
import dev.intrain.core.checkpoint.ModelConfig;
import dev.intrain.core.optim.AdamW8Provider;
import dev.intrain.core.plan.MemoryLimit;
import dev.intrain.core.plan.MemoryPlan;
import dev.intrain.core.plan.StageMemory;
import dev.intrain.core.plan.Workload;
import dev.intrain.core.recipe.Recipe;
import dev.intrain.core.recipe.RecipeFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Asks {@code int:plan} what measurements will hold, so that they take the settings it would let a run have. */
record OnGpuPlan(ModelConfig config, long deviceBytes, Backend like) {
    /** The rest is for scratch, which a plan does not count. */
    private static final double FILLED = 0.95;

    private static final String RECIPE = "model: {path: model, dtype: bf16}\ndata: {path: problems.jsonl}\n";

    static Recipe recipe(String... overrides) {
        List<String> all = new ArrayList<>(List.of("sft.rows=references"));
        all.addAll(Arrays.asList(overrides));
        return RecipeFile.parse(RECIPE, Path.of("").toAbsolutePath(), all);
    }

    /** What a stage holds, whether it fits or not. */
    StageMemory stage(String stage, Recipe recipe, int promptTokens) {
        Workload work = new Workload(1, promptTokens, 0, promptTokens, 0, 0);
        MemoryLimit limit = new MemoryLimit("the device", deviceBytes, 0);
        MemoryPlan plan = MemoryPlan.of(recipe, config, work, id -> new AdamW8Provider(), limit, like);
        return plan.stages().stream()
                .filter(one -> one.stage().equals(stage))
                .findFirst()
                .orElseThrow();
    }

    boolean fits(StageMemory memory) {
        return memory.bytes() <= FILLED * deviceBytes;
    }

    StageMemory sft(int microBatchTokens, boolean recompute) {
        return stage(
                "sft",
                recipe(
                        "engine.slots=1",
                        "engine.recompute=" + recompute,
                        "sft.maxTokens=" + microBatchTokens,
                        "sft.microBatchTokens=" + microBatchTokens),
                1);
    }

    StageMemory rollout(int slots, int promptTokens, int newTokens) {
        Recipe recipe = recipe("engine.slots=" + slots, "rollout.maxNewTokens=" + newTokens);
        return stage("rollout", recipe, promptTokens);
    }

    static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", (double) bytes / (1L << 30));
    }
}
