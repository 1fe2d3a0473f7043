package dev.intrain.core.report;

import dev.intrain.core.run.RunDirectory;
import java.nio.file.Path;
import java.util.List;

/**
 * Everything the report shows, read from a run directory; what has no file is empty.
 *
 * @param directory the run directory
 * @param manifest {@code manifest.json}
 * @param recipe {@code recipe.yaml}
 * @param summary {@code summary.json}
 * @param metrics {@code metrics.jsonl}
 * @param evals {@code eval-*.arrow}
 * @param continuations {@code continuations.arrow}
 * @param traces attempts with what was proposed for them
 */
record RunData(
        Path directory,
        RunFacts manifest,
        RunFacts recipe,
        RunFacts summary,
        List<MetricSeries> metrics,
        List<EvalRun> evals,
        Continuations continuations,
        List<AttemptTrace> traces) {
    static RunData read(Path directory) {
        RunDirectory files = new RunDirectory(directory);
        Continuations continuations = Continuations.read(files.continuations());
        return new RunData(
                files.root(),
                RunFacts.json(files.manifest()),
                RunFacts.yaml(files.recipe()),
                RunFacts.json(files.summary()),
                MetricSeries.read(files.metrics()),
                EvalRun.readAll(files.root()),
                continuations,
                AttemptTrace.choose(files, continuations));
    }
}
