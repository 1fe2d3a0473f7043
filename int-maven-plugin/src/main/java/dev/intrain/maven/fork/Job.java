package dev.intrain.maven.fork;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the worker shall do: the job file's content.
 *
 * @param goal {@code run}, {@code plan}, {@code providers} or {@code effective-recipe}
 * @param stages the stages of a {@code run}, in any order; empty for all
 * @param recipe the recipe file; may be absent for {@code providers}
 * @param runDirectory where the run is written, or nothing for {@code runsFolder/<recipe name>}
 * @param runsFolder where runs are kept by name
 * @param overrides recipe settings by dotted key, as text
 */
public record Job(
        String goal,
        List<String> stages,
        Optional<Path> recipe,
        Optional<Path> runDirectory,
        Path runsFolder,
        Map<String, String> overrides) {
    /** Copies the collections. */
    public Job {
        stages = List.copyOf(stages);
        overrides = Map.copyOf(overrides);
    }

    String toJson() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("goal", goal);
        fields.put("stages", stages);
        recipe.ifPresent(path -> fields.put("recipe", path.toString()));
        runDirectory.ifPresent(path -> fields.put("runDirectory", path.toString()));
        fields.put("runsFolder", runsFolder.toString());
        fields.put("overrides", overrides);
        return JsonWriter.write(fields);
    }
}
