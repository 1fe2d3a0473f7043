package dev.intrain.core.worker;

import dev.intrain.api.IntrainException;
import dev.intrain.core.recipe.Recipe;
import dev.intrain.core.run.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** A worker process whose pipeline behaves as the recipe's name says. */
final class ScriptedPipeline {
    private ScriptedPipeline() {}

    public static void main(String[] args) {
        WorkerMain.main(args, ScriptedPipeline::run);
    }

    static void run(Recipe recipe, Path recipeFolder, Path runDirectory, Set<String> stages, Progress progress) {
        progress.stageStarted("rollout");
        switch (recipe.name()) {
            case "well" -> {
                System.out.println("a plug-in prints");
                progress.advanced("rollout", 1, 1, stages.toString());
                progress.stageFinished("rollout", "1 of 1");
            }
            case "mistake" -> throw new IntrainException("mend this");
            case "defect" -> throw new IllegalStateException("a defect");
            case "goes-on" -> {
                for (int part = 1; ; part++) {
                    write(runDirectory, part);
                    progress.advanced("rollout", part, 0, "");
                    pause(20);
                }
            }
            case "deaf" -> pause(600_000);
            default -> throw new IllegalArgumentException(recipe.name());
        }
    }

    private static void write(Path runDirectory, int part) {
        try {
            Files.createDirectories(runDirectory);
            Files.writeString(runDirectory.resolve("parts"), part + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
