package dev.intrain.core.report;

import dev.intrain.api.Problem;
import dev.intrain.core.eval.ProblemScore;
import dev.intrain.core.run.RunDirectory;
import dev.intrain.core.trace.ArrowSchema;
import dev.intrain.core.trace.ContinuationRow.Origin;
import dev.intrain.core.trace.InterventionRow;
import dev.intrain.core.trace.InterventionRow.Status;
import dev.intrain.core.trace.TraceFile;
import dev.intrain.core.trace.TraceSchemas;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A wrong attempt with one proposal for it and what its continuations came to: what a reader of the report can look at.
 *
 * @param proposal the proposal
 * @param attempt the attempt's text
 * @param problem the problem, where its file is there
 * @param fromIntervention continuations of the spliced prefix
 * @param fromOriginal continuations of the attempt's own step
 */
record AttemptTrace(
        InterventionRow proposal,
        String attempt,
        Optional<Problem> problem,
        Optional<Followed> fromIntervention,
        Optional<Followed> fromOriginal) {
    private static final int MOST_SOLVED = 30;
    private static final int MOST_UNSOLVED = 10;
    private static final int MOST_DROPPED = 6;

    /** Continuations of a prefix: their score, and one to read. */
    record Followed(ProblemScore score, Optional<EvalRun.Sample> sample) {}

    /** What group the reader can filter by. */
    String group() {
        if (proposal.status() != Status.KEPT) {
            return proposal.status().name();
        }
        return fromIntervention
                .map(f -> f.score().correct() > 0 ? "SOLVED" : "UNSOLVED")
                .orElse("KEPT");
    }

    /** A few of every group, from as many problems as there are, in file order. */
    static List<AttemptTrace> choose(RunDirectory files, Continuations continuations) {
        Map<String, Map<String, InterventionRow>> groups = new LinkedHashMap<>();
        for (String first : List.of("SOLVED", "UNSOLVED", "KEPT")) {
            groups.put(first, new LinkedHashMap<>());
        }
        each(files.interventions(), TraceSchemas.INTERVENTIONS, row -> {
            String group = bare(row, continuations).group();
            Map<String, InterventionRow> chosen = groups.computeIfAbsent(group, g -> new LinkedHashMap<>());
            if (chosen.size() < most(group)) {
                chosen.putIfAbsent(row.problemId(), row);
            }
        });
        List<InterventionRow> rows = new ArrayList<>();
        groups.values().forEach(chosen -> rows.addAll(chosen.values()));
        return complete(files, rows, continuations);
    }

    private static int most(String group) {
        return switch (group) {
            case "SOLVED" -> MOST_SOLVED;
            case "UNSOLVED", "KEPT" -> MOST_UNSOLVED;
            default -> MOST_DROPPED;
        };
    }

    private static List<AttemptTrace> complete(
            RunDirectory files, List<InterventionRow> rows, Continuations continuations) {
        Map<String, String> attempts = new HashMap<>();
        rows.forEach(row -> attempts.put(key(row.problemId(), row.attempt(), row.sample()), ""));
        Map<String, Problem> problems = new HashMap<>();
        each(files.problems(), TraceSchemas.PROBLEMS, problem -> problems.put(problem.id(), problem));
        each(
                files.rollouts(),
                TraceSchemas.ROLLOUTS,
                row -> attempts.computeIfPresent(
                        key(
                                row.trace().problemId(),
                                row.trace().attempt(),
                                row.trace().sample()),
                        (k, v) -> row.trace().text()));
        return rows.stream()
                .map(row -> {
                    AttemptTrace bare = bare(row, continuations);
                    String text = attempts.getOrDefault(key(row.problemId(), row.attempt(), row.sample()), "");
                    return new AttemptTrace(
                            row,
                            text,
                            Optional.ofNullable(problems.get(row.problemId())),
                            bare.fromIntervention,
                            bare.fromOriginal);
                })
                .toList();
    }

    private static AttemptTrace bare(InterventionRow row, Continuations continuations) {
        return new AttemptTrace(
                row,
                "",
                Optional.empty(),
                followed(row, Origin.INTERVENTION, continuations),
                followed(row, Origin.ORIGINAL, continuations));
    }

    private static Optional<Followed> followed(InterventionRow row, Origin origin, Continuations continuations) {
        if (row.status() != Status.KEPT) {
            return Optional.empty();
        }
        var prefix = new Continuations.Prefix(row.problemId(), row.sample(), row.proposal());
        return continuations
                .score(prefix, origin)
                .map(score -> new Followed(score, continuations.text(prefix, origin)));
    }

    private static <T> void each(Path file, ArrowSchema<T> schema, Consumer<T> action) {
        if (Files.exists(file)) {
            TraceFile.forEach(file, schema, action);
        }
    }

    private static String key(String problemId, int attempt, int sample) {
        return attempt + "/" + sample + "/" + problemId;
    }
}
