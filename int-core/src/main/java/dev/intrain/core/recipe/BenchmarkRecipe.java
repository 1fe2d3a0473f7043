package dev.intrain.core.recipe;

import java.util.Map;

/**
 * One set of held-out problems.
 *
 * @param name its name in reports and in summary.json: letters, digits, hyphens and underscores
 * @param source problem source by id
 * @param path the source's file or name; absolute where it names an existing file next to the recipe
 * @param options options of the source
 * @param limit number of problems to use; 0 for all
 */
public record BenchmarkRecipe(
        String name, String source, @Location String path, Map<String, String> options, int limit) {
    /** Checks the values. */
    public BenchmarkRecipe {
        if (!name.matches("[A-Za-z0-9_-]+")) {
            throw new InvalidKey(
                    "name", "must consist of letters, digits, hyphens and underscores, not '" + name + "'");
        }
        Require.text("source", source);
        Require.text("path", path);
        Require.atLeast("limit", 0, limit);
        options = Require.copyOf(options);
    }
}
