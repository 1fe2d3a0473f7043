package dev.intrain.core.worker;

import dev.intrain.core.checkpoint.ModelFolder;
import dev.intrain.core.plan.HostMemoryLimit;
import dev.intrain.core.plan.MemoryPlan;
import dev.intrain.core.recipe.Recipe;
import dev.intrain.core.recipe.RecipeFile;
import dev.intrain.core.recipe.RecipeYaml;
import dev.intrain.core.run.Progress;
import dev.intrain.core.spi.ProviderCatalog;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
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

    /** Memory of every stage, beside what there is. */
    static String plan(Run run) {
        Recipe recipe = run.load();
        MemoryPlan plan =
                MemoryPlan.of(recipe, ModelFolder.open(recipe.model().path()).config(), catalog());
        return String.format(
                Locale.ROOT,
                "run directory: %s%nmemory of the backend, by stage:%n%s%na backend in this machine's memory may use %.2f GiB",
                run.directory(recipe),
                plan.text(),
                HostMemoryLimit.bytes() / (double) (1L << 30));
    }

    /** @return everything on this process's class path */
    static ProviderCatalog catalog() {
        return ProviderCatalog.discover(Goals.class.getClassLoader());
    }

    static String providers() {
        return catalog().explain();
    }
}
