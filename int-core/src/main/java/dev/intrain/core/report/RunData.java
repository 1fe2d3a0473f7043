package dev.intrain.core.report;

import dev.intrain.api.Problem;
import dev.intrain.core.trace.InterventionRow;
import dev.intrain.core.trace.TraceFile;
import dev.intrain.core.trace.TraceSchemas;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Everything the report shows, read from a run directory; what has no file is empty.
 *
 * @param directory the run directory
 * @param manifest {@code manifest.json}, flat
 * @param summary {@code summary.json}, flat
 * @param funnel name to count in the order of the stages
 * @param metrics {@code metrics.jsonl}
 * @param evals {@code eval-*.arrow}
 * @param continuations {@code continuations.arrow}
 * @param traces attempts with what was proposed for them
 */
record RunData(
        Path directory,
        Map<String, JsonNode> manifest,
        Map<String, JsonNode> summary,
        Map<String, Long> funnel,
        List<MetricSeries> metrics,
        List<EvalRun> evals,
        Continuations continuations,
        List<AttemptTrace> traces) {
    static RunData read(Path directory) {
        Path summary = directory.resolve("summary.json");
        Map<String, Long> funnel = new LinkedHashMap<>();
        RunFacts.children(summary, "funnel").forEach((name, count) -> {
            if (count.isNumber()) {
                funnel.put(name, count.asLong());
            }
        });
        Continuations continuations = Continuations.read(directory.resolve("continuations.arrow"));
        return new RunData(
                directory,
                RunFacts.read(directory.resolve("manifest.json")),
                RunFacts.read(summary),
                funnel,
                MetricSeries.read(directory.resolve("metrics.jsonl")),
                EvalRun.readAll(directory),
                continuations,
                AttemptTrace.choose(directory, continuations));
    }

    static void eachProblem(Path directory, Consumer<Problem> action) {
        Path file = directory.resolve("problems.arrow");
        if (Files.exists(file)) {
            TraceFile.forEach(file, TraceSchemas.PROBLEMS, action);
        }
    }

    static void eachIntervention(Path directory, Consumer<InterventionRow> action) {
        Path file = directory.resolve("interventions.arrow");
        if (Files.exists(file)) {
            TraceFile.forEach(file, TraceSchemas.INTERVENTIONS, action);
        }
    }
}
