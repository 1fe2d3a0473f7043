package dev.intrain.core.worker;

import dev.intrain.core.recipe.Recipe;
import dev.intrain.core.run.Progress;
import java.nio.file.Path;
import java.util.Set;

/** Runs stages: the pipeline, or a stand-in in tests of the processes around it. */
@FunctionalInterface
interface PipelineRunner {
    /**
     * @param recipe what to do
     * @param recipeFolder where the recipe lies
     * @param runDirectory where the run is written
     * @param stages which stages; empty for all
     * @param progress hears of them, and may end the run
     */
    void run(Recipe recipe, Path recipeFolder, Path runDirectory, Set<String> stages, Progress progress);
}
