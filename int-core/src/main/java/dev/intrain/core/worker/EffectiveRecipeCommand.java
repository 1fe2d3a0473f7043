package dev.intrain.core.worker;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code intrain effective-recipe}. */
@Command(
        name = "effective-recipe",
        mixinStandardHelpOptions = true,
        description = "Print the recipe with every default filled in and every override applied.")
final class EffectiveRecipeCommand implements Callable<Integer> {
    @Mixin
    private RecipeOptions recipe = new RecipeOptions();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        output.print(Goals.effectiveRecipe(recipe.toRun()));
        return ExitCode.DONE;
    }
}
