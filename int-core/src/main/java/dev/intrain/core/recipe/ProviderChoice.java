package dev.intrain.core.recipe;

import java.util.Map;

/**
 * A plug-in with its options.
 *
 * @param id which
 * @param options option names and values
 */
public record ProviderChoice(String id, Map<String, String> options) {
    /** Checks the id. */
    public ProviderChoice {
        Require.text("id", id);
        options = Require.copyOf(options);
    }
}
