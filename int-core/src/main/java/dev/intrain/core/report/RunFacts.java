package dev.intrain.core.report;

import dev.intrain.api.IntrainException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JSON files of a run as flat maps: {@code {"eval": {"rl": 1}}} is {@code eval.rl → 1}. A missing file is an empty map. */
final class RunFacts {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private RunFacts() {}

    static Map<String, JsonNode> read(Path file) {
        Map<String, JsonNode> facts = new LinkedHashMap<>();
        if (Files.exists(file)) {
            flatten("", tree(file), facts);
        }
        return facts;
    }

    /** The direct children of an object in the file, in order; empty if it is not there. */
    static Map<String, JsonNode> children(Path file, String name) {
        Map<String, JsonNode> children = new LinkedHashMap<>();
        if (Files.exists(file)) {
            tree(file).path(name).properties().forEach(e -> children.put(e.getKey(), e.getValue()));
        }
        return children;
    }

    /** The first of several names that has a value. */
    static Optional<String> first(Map<String, JsonNode> facts, String... names) {
        for (String name : names) {
            JsonNode node = facts.get(name);
            if (node != null && node.isValueNode() && !node.isNull()) {
                return Optional.of(node.asString());
            }
        }
        return Optional.empty();
    }

    /** One line of a metrics file. */
    static Map<String, JsonNode> line(String line) {
        Map<String, JsonNode> facts = new LinkedHashMap<>();
        flatten("", JSON.readTree(line), facts);
        return facts;
    }

    private static JsonNode tree(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (IOException | JacksonException e) {
            throw new IntrainException("The file " + file + " cannot be read as JSON; delete it and run its stage again.", e);
        }
    }

    private static void flatten(String prefix, JsonNode node, Map<String, JsonNode> out) {
        if (node.isObject()) {
            node.properties().forEach(
                    e -> flatten(prefix.isEmpty() ? e.getKey() : prefix + "." + e.getKey(), e.getValue(), out));
        } else {
            out.put(prefix, node);
        }
    }
}
