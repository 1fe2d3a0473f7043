package dev.intrain.core.worker;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code intrain plan}. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = "Show what the recipe would do, and whether it fits into memory, without doing it.")
final class PlanCommand implements Callable<Integer> {
    @Mixin
    private RecipeOptions recipe = new RecipeOptions();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        Goals.plan(recipe.toRun(), output::print);
        return ExitCode.DONE;
    }
}
