package dev.intrain.core.worker;

import dev.intrain.api.tensor.Backend;
import dev.intrain.core.plan.MemoryPlan;
import dev.intrain.core.recipe.Recipe;
import dev.intrain.core.recipe.RecipeFile;
import dev.intrain.core.recipe.RecipeYaml;
import dev.intrain.core.run.Progress;
import dev.intrain.core.spi.ProviderCatalog;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What both front ends can do with a recipe. */
final class Goals {
    private final PipelineRunner pipeline;

    Goals(PipelineRunner pipeline) {
        this.pipeline = pipeline;
    }

    /**
     * @param recipe the recipe file
     * @param settings overrides as {@code key=value}
     * @param runDirectory where the run is written, or null for {@code runsFolder/<recipe name>}
     * @param runsFolder where runs are kept by name
     */
    record Run(Path recipe, List<String> settings, @Nullable Path runDirectory, Path runsFolder) {
        Recipe load() {
            return RecipeFile.load(recipe, settings);
        }

        Path directory(Recipe loaded) {
            return runDirectory == null ? runsFolder.resolve(folderName(loaded.name())) : runDirectory;
        }

        Path recipeFolder() {
            return Objects.requireNonNull(recipe.toAbsolutePath().getParent());
        }

        private static String folderName(String name) {
            return name.strip().replaceAll("[^A-Za-z0-9._-]+", "-");
        }
    }

    void run(Run run, Set<String> stages, Progress progress) {
        Recipe recipe = run.load();
        Path directory = run.directory(recipe);
        progress.message("run directory: " + directory);
        pipeline.run(recipe, run.recipeFolder(), directory, stages, progress);
    }

    static String effectiveRecipe(Run run) {
        return RecipeYaml.write(run.load());
    }

    /** Tells what the run would take, then refuses it if it cannot fit. */
    static void plan(Run run, Consumer<String> out) {
        Recipe recipe = run.load();
        ProviderCatalog catalog = catalog();
        try (Backend backend =
                catalog.createBackend(recipe.engine().backend(), recipe.engine().resolvedThreads(), out)) {
            MemoryPlan plan = MemoryPlan.of(recipe, run.recipeFolder(), catalog, backend);
            out.accept(plan.text());
            plan.check();
        }
    }

    /** @return everything on this process's class path */
    static ProviderCatalog catalog() {
        return ProviderCatalog.discover(Goals.class.getClassLoader());
    }

    static String providers() {
        return catalog().explain();
    }
}
