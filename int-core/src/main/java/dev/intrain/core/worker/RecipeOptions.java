package dev.intrain.core.worker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which recipe, with which changes, and where the run goes. */
final class RecipeOptions {
    @Option(
            names = "--recipe",
            paramLabel = "FILE",
            defaultValue = "intrain.yaml",
            description = "The recipe; default: ${DEFAULT-VALUE}.")
    private Path recipe = Path.of("intrain.yaml");

    @Option(
            names = "--run",
            paramLabel = "DIR",
            description = "Where the run is written; default: runs/<name of the recipe>.")
    private @Nullable Path run;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A recipe setting, such as rl.steps=10; repeatable.")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--seed", paramLabel = "N", description = "The recipe's seed.")
    private @Nullable String seed;

    @Option(names = "--threads", paramLabel = "N", description = "The recipe's engine.threads.")
    private @Nullable String threads;

    @Option(names = "--backend", paramLabel = "ID", description = "The recipe's engine.backend: cpu, cuda, auto ...")
    private @Nullable String backend;

    Goals.Run toRun() {
        List<String> all = new ArrayList<>(settings);
        addIfSet(all, "seed", seed);
        addIfSet(all, "engine.threads", threads);
        addIfSet(all, "engine.backend", backend);
        return new Goals.Run(recipe, all, run, Path.of("runs"));
    }

    private static void addIfSet(List<String> settings, String key, @Nullable String value) {
        if (value != null) {
            settings.add(key + "=" + value);
        }
    }
}
