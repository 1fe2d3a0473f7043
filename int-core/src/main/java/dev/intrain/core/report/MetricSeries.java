package dev.intrain.core.report;

import dev.intrain.core.run.Metrics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One column of {@code metrics.jsonl} over a stage.
 *
 * @param stage the stage
 * @param name the column
 * @param steps x
 * @param values y, finite
 */
record MetricSeries(String stage, String name, List<Double> steps, List<Double> values) {
    /** Every series of the file, in order of appearance; empty without a file. */
    static List<MetricSeries> read(Path file) {
        Map<String, MetricSeries> series = new LinkedHashMap<>();
        for (Map<String, Object> row : Metrics.read(file)) {
            if (row.get("stage") instanceof String stage && row.get("step") instanceof Number step) {
                row.forEach((name, value) -> {
                    if (!name.equals("step") && !name.equals("time") && value instanceof Number number) {
                        MetricSeries one = series.computeIfAbsent(
                                stage + "/" + name,
                                key -> new MetricSeries(stage, name, new ArrayList<>(), new ArrayList<>()));
                        one.steps.add(step.doubleValue());
                        one.values.add(number.doubleValue());
                    }
                });
            }
        }
        return new ArrayList<>(series.values());
    }

    String key() {
        return stage + "/" + name;
    }
}
