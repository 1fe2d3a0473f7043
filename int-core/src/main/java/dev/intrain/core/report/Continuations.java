package dev.intrain.core.report;

import dev.intrain.core.eval.ProblemScore;
import dev.intrain.core.trace.ContinuationRow;
import dev.intrain.core.trace.ContinuationRow.Origin;
import dev.intrain.core.trace.Outcome;
import dev.intrain.core.trace.TraceFile;
import dev.intrain.core.trace.TraceSchemas;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What {@code continuations.arrow} says: successes by prefix and origin, and one continuation of each prefix to read. */
final class Continuations {
    /** Texts are kept for this many prefixes and origins: enough to choose samples from, whatever the file's size. */
    private static final int MOST_TEXTS = 2000;

    private final Map<Origin, Map<Prefix, ProblemScore>> scores = new EnumMap<>(Origin.class);
    private final Map<Prefix, Map<Origin, EvalRun.Sample>> texts = new LinkedHashMap<>();

    /** A proposal for an attempt. */
    record Prefix(String problemId, int attemptSample, int proposal) {}

    private Continuations() {}

    static Continuations read(Path file) {
        Continuations all = new Continuations();
        if (Files.exists(file)) {
            TraceFile.forEach(file, TraceSchemas.CONTINUATIONS, all::add);
        }
        return all;
    }

    private void add(ContinuationRow row) {
        ProblemScore one = ProblemScore.of(row.rollout());
        Prefix prefix = new Prefix(one.problemId(), row.attemptSample(), row.proposal());
        scores.computeIfAbsent(row.origin(), o -> new LinkedHashMap<>()).merge(prefix, one, ProblemScore::plus);
        if (texts.size() < MOST_TEXTS || texts.containsKey(prefix)) {
            EvalRun.Sample sample = new EvalRun.Sample(
                    row.rollout().trace().text(),
                    row.rollout().outcome(),
                    row.rollout().reason());
            // A right continuation is worth more to a reader than the first one.
            texts.computeIfAbsent(prefix, p -> new EnumMap<>(Origin.class))
                    .merge(
                            row.origin(),
                            sample,
                            (a, b) -> a.outcome() != Outcome.CORRECT && b.outcome() == Outcome.CORRECT ? b : a);
        }
    }

    boolean isEmpty() {
        return scores.isEmpty();
    }

    Optional<ProblemScore> score(Prefix prefix, Origin origin) {
        return Optional.ofNullable(scores.getOrDefault(origin, Map.of()).get(prefix));
    }

    Optional<EvalRun.Sample> text(Prefix prefix, Origin origin) {
        return Optional.ofNullable(texts.getOrDefault(prefix, Map.of()).get(origin));
    }

    /** Successes summed by problem, for the problems with continuations of every given origin. */
    List<ProblemScore> byProblem(Origin origin, Set<Origin> compared) {
        Map<String, ProblemScore> sums = new LinkedHashMap<>();
        scores.getOrDefault(origin, Map.of()).forEach((prefix, score) -> {
            if (compared.stream().allMatch(o -> scores.getOrDefault(o, Map.of()).containsKey(prefix))) {
                sums.merge(prefix.problemId(), score, ProblemScore::plus);
            }
        });
        return new ArrayList<>(sums.values());
    }

    Set<Origin> origins() {
        return scores.keySet();
    }

    /** Prefixes with at least one right continuation. */
    long solved(Origin origin) {
        return scores.getOrDefault(origin, Map.of()).values().stream()
                .filter(score -> score.correct() > 0)
                .count();
    }

    long prefixes(Origin origin) {
        return scores.getOrDefault(origin, Map.of()).size();
    }
}
