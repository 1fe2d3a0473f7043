package dev.intrain.core.data;

import dev.intrain.api.IntrainException;
import dev.intrain.api.Problem;
import dev.intrain.api.data.ProblemSource;
import dev.intrain.core.io.IoFailures;
import dev.intrain.core.io.JsonFailures;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON Lines, one problem a line. Columns are {@code id}, {@code problem}, {@code answer} and {@code solution}; the options of the
 * same names choose others. A missing id becomes the line number; every other column becomes an attribute.
 */
public final class JsonlProblemSource implements ProblemSource {
    private static final List<String> COLUMNS = List.of("id", "problem", "answer", "solution");

    private final JsonMapper json = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** For the service loader. */
    public JsonlProblemSource() {}

    @Override
    public String id() {
        return "jsonl";
    }

    @Override
    public String description() {
        return "problems from a JSON Lines file";
    }

    @Override
    public List<Problem> read(String location, Path base, Map<String, String> options) {
        for (String option : options.keySet()) {
            if (!COLUMNS.contains(option)) {
                throw new IntrainException(
                        "problem source 'jsonl' has no option '" + option + "': it knows " + COLUMNS);
            }
        }
        Path file = base.resolve(location);
        if (!Files.isRegularFile(file)) {
            throw new IntrainException("there is no problem file " + file + ": check the recipe's path");
        }
        List<Problem> problems = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                // A mark of byte order, which some editors write before the first line.
                String text = number == 1 && line.startsWith("\ufeff") ? line.substring(1) : line;
                Problem problem = problem(text, number, file, options);
                if (!ids.add(problem.id())) {
                    throw new IntrainException(file + ", line " + number + ": the id '" + problem.id()
                            + "' was used before; give every problem an id of its own");
                }
                problems.add(problem);
            }
        } catch (MalformedInputException e) {
            throw new IntrainException(file + " is not text in UTF-8: convert it to UTF-8", e);
        } catch (IOException e) {
            throw IoFailures.reading(file, e);
        }
        if (problems.isEmpty()) {
            throw new IntrainException(file + " is empty: write one JSON object with a problem a line");
        }
        return problems;
    }

    private Problem problem(String line, int number, Path file, Map<String, String> options) {
        JsonNode row = parse(line, number, file);
        Map<String, String> attributes = new HashMap<>();
        row.properties().forEach(field -> attributes.put(field.getKey(), text(field.getValue())));
        String[] values = new String[COLUMNS.size()];
        for (int i = 0; i < values.length; i++) {
            String column = options.getOrDefault(COLUMNS.get(i), COLUMNS.get(i));
            String value = attributes.remove(column);
            values[i] = value == null ? "" : value;
        }
        String id = values[0].isBlank() ? String.valueOf(number) : values[0];
        for (int i = 1; i <= 2; i++) {
            if (values[i].isBlank()) {
                throw new IntrainException(file + ", line " + number + " (id " + id + "): there is no "
                        + options.getOrDefault(COLUMNS.get(i), COLUMNS.get(i)) + " among its columns "
                        + row.propertyNames() + "; add it, or name the right column in the source's option '"
                        + COLUMNS.get(i) + "'");
            }
        }
        Optional<String> solution = values[3].isBlank() ? Optional.empty() : Optional.of(values[3]);
        return new Problem(id, values[1], values[2], solution, attributes);
    }

    private JsonNode parse(String line, int number, Path file) {
        @Nullable JsonNode row;
        try {
            row = json.readTree(line);
        } catch (JacksonException e) {
            throw new IntrainException(
                    file + ", line " + number + " is not JSON (" + JsonFailures.reason(e)
                            + "): write one JSON object a line",
                    e);
        }
        if (row == null || !row.isObject()) {
            throw new IntrainException(file + ", line " + number
                    + " is not a JSON object: write {\"problem\":\"...\",\"answer\":\"...\"}");
        }
        return row;
    }

    private static String text(JsonNode value) {
        return value.isNull() ? "" : value.isString() ? value.stringValue() : value.toString();
    }
}
