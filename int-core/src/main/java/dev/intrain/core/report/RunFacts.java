package dev.intrain.core.report;

import dev.intrain.api.IntrainException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON or YAML file of a run as a flat map: {@code {"eval": {"rl": 1}}} is {@code eval.rl → 1}. A missing file is an empty map.
 *
 * @param values by dotted name, in the order of the file; null values are left out
 */
record RunFacts(Map<String, Object> values) {
    static RunFacts json(Path file) {
        return read(file, text -> JsonMapper.shared().readValue(text, Object.class));
    }

    static RunFacts yaml(Path file) {
        return read(file, text -> new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).map(Object::toString);
    }

    OptionalDouble number(String name) {
        return values.get(name) instanceof Number number
                ? OptionalDouble.of(number.doubleValue())
                : OptionalDouble.empty();
    }

    /** The entries under a name, by the rest of theirs. */
    RunFacts under(String name) {
        Map<String, Object> part = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(name + ".")) {
                part.put(key.substring(name.length() + 1), value);
            }
        });
        return new RunFacts(part);
    }

    private interface Parser {
        Object parse(String text);
    }

    private static RunFacts read(Path file, Parser parser) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (Files.exists(file)) {
            try {
                flatten("", parser.parse(Files.readString(file)), values);
            } catch (IOException | JacksonException | YAMLException e) {
                throw new IntrainException(
                        "The file " + file + " cannot be read; delete it and run its stage again.", e);
            }
        }
        return new RunFacts(values);
    }

    private static void flatten(String prefix, Object value, Map<String, Object> out) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, child) -> flatten(prefix.isEmpty() ? "" + key : prefix + "." + key, child, out));
        } else if (value != null) {
            out.put(prefix, value);
        }
    }
}
