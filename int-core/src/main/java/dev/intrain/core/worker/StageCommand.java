package dev.intrain.core.worker;

import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A subcommand that runs stages. */
@Command(mixinStandardHelpOptions = true)
final class StageCommand implements Callable<Integer> {
    private final StopSignal stop;
    private final Goals goals;
    private final Set<String> stages;

    @Mixin
    private RecipeOptions recipe = new RecipeOptions();

    StageCommand(StopSignal stop, Goals goals, Set<String> stages) {
        this.stop = stop;
        this.goals = goals;
        this.stages = stages;
    }

    @Override
    public Integer call() {
        try (ConsoleProgress console = ConsoleProgress.open()) {
            goals.run(recipe.toRun(), stages, stop.guard(console));
        }
        return ExitCode.DONE;
    }
}
