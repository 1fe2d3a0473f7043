package dev.intrain.core.report;

import dev.intrain.api.IntrainException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * One column of {@code metrics.jsonl} over the steps of a stage.
 *
 * <p>A line is an object with {@code stage} and {@code step}; every other number in it is a column, nested objects with dotted names.
 *
 * @param stage the stage
 * @param name the column
 * @param steps x
 * @param values y, finite
 */
record MetricSeries(String stage, String name, List<Double> steps, List<Double> values) {
    /** Every series of the file, in order of appearance; empty without a file. A cut-off last line is passed over. */
    static List<MetricSeries> read(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        Map<String, MetricSeries> series = new LinkedHashMap<>();
        try (Stream<String> lines = Files.lines(file)) {
            lines.filter(line -> !line.isBlank()).forEach(line -> add(line, series));
        } catch (IOException e) {
            throw new IntrainException("The file " + file + " cannot be read: " + e.getMessage(), e);
        }
        return new ArrayList<>(series.values());
    }

    private static void add(String line, Map<String, MetricSeries> series) {
        Map<String, JsonNode> facts;
        try {
            facts = RunFacts.line(line);
        } catch (JacksonException e) {
            return;
        }
        String stage = RunFacts.first(facts, "stage").orElse("");
        JsonNode step = facts.get("step");
        if (step == null || !step.isNumber()) {
            return;
        }
        facts.forEach((column, value) -> {
            if (!column.equals("step") && value.isNumber() && Double.isFinite(value.asDouble())) {
                String name = column.substring(Math.max(column.lastIndexOf('.'), column.lastIndexOf('/')) + 1);
                MetricSeries one = series.computeIfAbsent(
                        stage + "/" + name, key -> new MetricSeries(stage, name, new ArrayList<>(), new ArrayList<>()));
                one.steps.add(step.asDouble());
                one.values.add(value.asDouble());
            }
        });
    }
}
