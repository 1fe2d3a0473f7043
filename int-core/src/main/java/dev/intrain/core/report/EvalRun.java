package dev.intrain.core.report;

import dev.intrain.core.eval.ProblemScore;
import dev.intrain.core.trace.Outcome;
import dev.intrain.core.trace.RolloutRow;
import dev.intrain.core.trace.TraceFile;
import dev.intrain.core.trace.TraceSchemas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code eval-<model>-<benchmark>.arrow} says: scores by problem, outcomes, and the first sample of every problem to read.
 *
 * @param model for example {@code base}, {@code sft} or {@code rl}
 * @param benchmark the set of problems
 * @param scores one a problem
 * @param outcomes number of samples by outcome
 * @param meanTokens mean length of a completion
 * @param samples first sample by problem
 */
record EvalRun(
        String model,
        String benchmark,
        List<ProblemScore> scores,
        Map<Outcome, Integer> outcomes,
        double meanTokens,
        Map<String, Sample> samples) {
    private static final Pattern NAME = Pattern.compile("eval-([^-]+)-(.+)\\.arrow");
    private static final List<String> MODELS = List.of("base", "sft", "rl");

    /** A sample without its token columns. */
    record Sample(String text, Outcome outcome, String reason) {}

    /** Every run in the directory: benchmarks by name, models in the order of training. */
    static List<EvalRun> readAll(Path directory) {
        List<EvalRun> runs = new ArrayList<>();
        for (Path file : files(directory)) {
            Matcher name = NAME.matcher(file.getFileName().toString());
            if (name.matches() && !name.group(2).contains(".part-")) {
                runs.add(read(file, name.group(1), name.group(2)));
            }
        }
        runs.sort(Comparator.comparing(EvalRun::benchmark)
                .thenComparingInt(run -> order(run.model()))
                .thenComparing(EvalRun::model));
        return runs;
    }

    static int order(String model) {
        int at = MODELS.indexOf(model);
        return at < 0 ? MODELS.size() : at;
    }

    double share(Outcome outcome) {
        int all = outcomes.values().stream().mapToInt(n -> n).sum();
        return all == 0 ? 0 : (double) outcomes.getOrDefault(outcome, 0) / all;
    }

    private static EvalRun read(Path file, String model, String benchmark) {
        Counts counts = new Counts();
        TraceFile.forEach(file, TraceSchemas.ROLLOUTS, counts::add);
        return new EvalRun(
                model,
                benchmark,
                new ArrayList<>(counts.scores.values()),
                counts.outcomes,
                counts.rows == 0 ? 0 : (double) counts.tokens / counts.rows,
                counts.samples);
    }

    private static List<Path> files(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sums over rows, so that a large file is never held. */
    private static final class Counts {
        private final Map<String, ProblemScore> scores = new LinkedHashMap<>();
        private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        private final Map<String, Sample> samples = new LinkedHashMap<>();
        private long tokens;
        private long rows;

        void add(RolloutRow row) {
            ProblemScore one = ProblemScore.of(row);
            scores.merge(one.problemId(), one, ProblemScore::plus);
            outcomes.merge(row.outcome(), 1, Integer::sum);
            samples.putIfAbsent(one.problemId(), new Sample(row.trace().text(), row.outcome(), row.reason()));
            tokens += row.trace().completion().length();
            rows++;
        }
    }
}
