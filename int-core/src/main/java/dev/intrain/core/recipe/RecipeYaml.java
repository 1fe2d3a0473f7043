package dev.intrain.core.recipe;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Writes recipes: the effective recipe as YAML, and the part of it that decides a stage's result. */
public final class RecipeYaml {
    private RecipeYaml() {}

    /**
     * The effective recipe. Reading it gives an equal recipe.
     *
     * @param recipe any recipe
     * @return YAML with every key
     */
    public static String write(Recipe recipe) {
        return dump(fields(recipe, false));
    }

    /**
     * What a stage's result depends on. Paths are left out: their files' contents count, by hash, and a folder may move.
     *
     * @param recipe any recipe
     * @param keys dotted keys such as {@code rollout} or {@code model.prompt}
     * @return YAML with those keys only; equal texts mean equal parts
     */
    public static String part(Recipe recipe, String... keys) {
        Map<String, @Nullable Object> all = fields(recipe, true);
        Map<String, @Nullable Object> part = new LinkedHashMap<>();
        for (String key : keys) {
            Object value = all;
            for (String name : List.of(key.split("\\.", -1))) {
                if (!(value instanceof Map<?, ?> section) || !section.containsKey(name)) {
                    throw new IllegalArgumentException("a recipe has no key " + key);
                }
                value = section.get(name);
            }
            part.put(key, value);
        }
        return dump(part);
    }

    /**
     * As {@link #part}, from records at hand.
     *
     * @param settings recipe records, lists of them, or plain values
     * @return YAML without paths; equal texts mean equal settings
     */
    public static String part(List<?> settings) {
        StringBuilder text = new StringBuilder();
        for (Object setting : settings) {
            text.append(setting instanceof Record record ? dump(fields(record, true)) : dump(plain(setting, true)));
        }
        return text.toString();
    }

    private static String dump(@Nullable Object fields) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setWidth(Integer.MAX_VALUE);
        options.setSplitLines(false);
        return new Yaml(options).dump(fields);
    }

    private static Map<String, @Nullable Object> fields(Record record, boolean withoutPaths) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = read(record, component);
            boolean path = value instanceof Path
                    || component.isAnnotationPresent(Location.class)
                            && Path.of(String.valueOf(value)).isAbsolute();
            fields.put(component.getName(), path && withoutPaths ? null : plain(value, withoutPaths));
        }
        return fields;
    }

    private static @Nullable Object plain(@Nullable Object value, boolean withoutPaths) {
        return switch (value) {
            case Record record -> fields(record, withoutPaths);
            case List<?> list ->
                list.stream().map(item -> plain(item, withoutPaths)).toList();
            case Map<?, ?> options -> new LinkedHashMap<>(options);
            case Enum<?> constant -> Scalars.name(constant);
            case Path path -> path.toString();
            case null, default -> value;
        };
    }

    private static @Nullable Object read(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
