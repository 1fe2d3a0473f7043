package dev.intrain.core.recipe;

import java.io.StringReader;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON Schema of a recipe, for editors: types from the records, defaults and descriptions from {@code defaults.yaml}.
 *
 * <p>Nothing is required in it, because a recipe may extend another that has the rest.
 */
public final class RecipeSchema {
    private final Map<String, String> comments = new LinkedHashMap<>();

    private RecipeSchema() {}

    /** @return the schema, as indented JSON */
    public static String json() {
        LoaderOptions options = new LoaderOptions();
        options.setProcessComments(true);
        Node root = new Yaml(options).compose(new StringReader(RecipeFile.defaults()));
        RecipeSchema schema = new RecipeSchema();
        schema.readComments(root, "");

        Map<String, Object> document = new LinkedHashMap<>();
        document.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        document.put("title", "InTrain recipe");
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("extends", Map.of("type", "string"));
        keys.putAll(schema.properties(Recipe.class, RecipeFile.defaultTree(), ""));
        document.putAll(closed(keys));
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        return mapper.writeValueAsString(document) + "\n";
    }

    private void readComments(Node node, String path) {
        if (node instanceof SequenceNode list && !list.getValue().isEmpty()) {
            readComments(list.getValue().getFirst(), path);
        } else if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                String key = Keys.join(path, ((ScalarNode) tuple.getKeyNode()).getValue());
                Node value = tuple.getValueNode();
                boolean above = value instanceof MappingNode map
                                && !map.getValue().isEmpty()
                        || value instanceof SequenceNode list && list.getValue().getFirst() instanceof MappingNode;
                String comment = above
                        ? text(tuple.getKeyNode().getBlockComments())
                        : text(value.getInLineComments())
                                + text(tuple.getKeyNode().getInLineComments());
                comments.put(key, comment);
                readComments(value, key);
            }
        }
    }

    private static String text(@Nullable List<CommentLine> lines) {
        return lines == null
                ? ""
                : lines.stream()
                        .map(line -> line.getValue().strip())
                        .collect(Collectors.joining(" "))
                        .strip();
    }

    private Map<String, Object> properties(Class<?> type, @Nullable Tree defaults, String path) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String key = Keys.join(path, component.getName());
            Tree value = defaults instanceof Tree.Section section ? section.child(component.getName()) : null;
            Map<String, Object> property = property(component.getGenericType(), value, key);
            String comment = comments.getOrDefault(key, "");
            if (!comment.isEmpty()) {
                property.put("description", comment);
            }
            properties.put(component.getName(), property);
        }
        return properties;
    }

    private static Map<String, Object> closed(Map<String, Object> properties) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("additionalProperties", false);
        schema.put("properties", properties);
        return schema;
    }

    private Map<String, Object> property(Type type, @Nullable Tree defaults, String path) {
        if (type instanceof Class<?> record && record.isRecord()) {
            return closed(properties(record, defaults, path));
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            List<Tree> items = defaults instanceof Tree.Items list ? list.items() : List.of();
            Tree first = items.isEmpty() ? null : items.getFirst();
            schema.put("type", "array");
            schema.put("items", property(generic.getActualTypeArguments()[0], first, path));
        } else if (type instanceof ParameterizedType) {
            schema.put("type", "object");
            schema.put("additionalProperties", Map.of("type", List.of("string", "number", "boolean")));
        } else {
            scalar((Class<?>) type, defaults, path, schema);
        }
        return schema;
    }

    private static void scalar(Class<?> type, @Nullable Tree defaults, String path, Map<String, Object> schema) {
        boolean optional = defaults instanceof Tree.Leaf leaf && leaf.text() == null && !leaf.required();
        String name = type == boolean.class
                ? "boolean"
                : type == int.class || type == long.class ? "integer" : type == double.class ? "number" : "string";
        schema.put("type", optional ? List.of(name, "null") : name);
        if (type.isEnum()) {
            schema.put("enum", Scalars.names(type));
        }
        if (defaults instanceof Tree.Leaf leaf && leaf.text() != null) {
            Object value = Scalars.parse(leaf.text(), type, path, new Place(Place.DEFAULTS, 0, Path.of("/")));
            schema.put("default", value instanceof Enum<?> constant ? Scalars.name(constant) : value);
        }
    }
}
