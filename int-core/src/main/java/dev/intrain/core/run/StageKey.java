package dev.intrain.core.run;

import dev.intrain.core.io.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a stage's result depends on. Equal keys mean equal results.
 *
 * @param stage name of the stage
 * @param inputs hashes of the files and folders it reads, by name
 * @param recipe its part of the recipe as YAML, a line per key
 * @param providers hashes of the provider jars, by file name
 * @param engine {@link EngineVersion#current()}
 * @param arithmetic {@link dev.intrain.api.tensor.Backend#arithmetic()}
 */
public record StageKey(
        String stage,
        Map<String, String> inputs,
        String recipe,
        Map<String, String> providers,
        String engine,
        String arithmetic) {
    /** Sorts the hashes by name. */
    public StageKey {
        inputs = sorted(inputs);
        providers = sorted(providers);
    }

    /** @return the key in 64 hexadecimal digits */
    public String hash() {
        return Hashes.sha256(JsonText.indented(toMap()).getBytes(StandardCharsets.UTF_8));
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("stage", stage);
        map.put("inputs", inputs);
        map.put("recipe", recipe);
        map.put("providers", providers);
        map.put("engine", engine);
        map.put("arithmetic", arithmetic);
        return map;
    }

    static StageKey of(Map<String, Object> map) {
        return new StageKey(
                text(map, "stage"),
                texts(map, "inputs"),
                text(map, "recipe"),
                texts(map, "providers"),
                text(map, "engine"),
                text(map, "arithmetic"));
    }

    private static String text(Map<String, Object> map, String key) {
        return String.valueOf(map.getOrDefault(key, ""));
    }

    private static Map<String, String> texts(Map<String, Object> map, String key) {
        Map<String, String> texts = new TreeMap<>();
        if (map.get(key) instanceof Map<?, ?> values) {
            values.forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
        }
        return texts;
    }

    private static SortedMap<String, String> sorted(Map<String, String> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }
}
