package dev.intrain.core.stage;

import dev.intrain.api.Problem;
import dev.intrain.api.TokenSequence;
import dev.intrain.api.Trace;
import dev.intrain.core.recipe.FilterRecipe;
import dev.intrain.core.rollout.RolloutRequest;
import dev.intrain.core.trace.ContinuationRow;
import dev.intrain.core.trace.ContinuationRow.Origin;
import dev.intrain.core.trace.InterventionRow;
import dev.intrain.core.trace.Outcome;
import dev.intrain.core.trace.SftRow;
import dev.intrain.core.trace.SplicedPrefix;
import dev.intrain.core.trace.TraceFile;
import dev.intrain.core.trace.TraceSchemas;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Continues every spliced prefix and keeps the interventions from which at least one continuation is right: they become the rows of
 * fine-tuning (prefix and intervention in the loss, prompt not, no end token, no suffix).
 *
 * <p>With {@code filter.control} the original wrong step is continued too, to compare with.
 */
final class FilterStage implements Stage {
    @Override
    public String name() {
        return "filter";
    }

    @Override
    public List<Path> inputs(RunContext context) {
        return List.of(
                context.baseModel(), context.files().problems(), context.files().interventions());
    }

    @Override
    public List<Object> settings(RunContext context) {
        var recipe = context.recipe();
        return List.of(
                recipe.seed(),
                recipe.model(),
                recipe.grade(),
                recipe.rollout(),
                recipe.filter(),
                recipe.sft().maxTokens(),
                recipe.sft().trainPrefix());
    }

    @Override
    public List<Path> outputs(RunContext context) {
        return List.of(context.files().continuations(), context.files().sft());
    }

    @Override
    public String run(RunContext context) {
        List<Problem> problems = TraceFile.read(context.files().problems(), TraceSchemas.PROBLEMS);
        List<InterventionRow> interventions =
                TraceFile.read(context.files().interventions(), TraceSchemas.INTERVENTIONS).stream()
                        .filter(row -> row.status() == InterventionRow.Status.KEPT)
                        .toList();
        FilterRecipe recipe = context.recipe().filter();
        Parts<InterventionRow, ContinuationRow> parts = new Parts<>(
                context,
                name(),
                "continuations",
                TraceSchemas.CONTINUATIONS,
                recipe.continuations() + recipe.control());
        Path continuations;
        try (Policy policy = context.policy(context.baseModel());
                TraceGrader grader = context.grader(problems)) {
            continuations = parts.run(interventions, chunk -> {
                List<ContinuationRow> rows = new ArrayList<>();
                rows.addAll(continueFrom(context, policy, grader, chunk, Origin.INTERVENTION, recipe.continuations()));
                if (recipe.control() > 0) {
                    rows.addAll(continueFrom(context, policy, grader, chunk, Origin.ORIGINAL, recipe.control()));
                }
                return rows;
            });
            grader.refuseIfTooManyUnscored(name());
        }
        return writeRows(context, interventions, continuations);
    }

    private static List<ContinuationRow> continueFrom(
            RunContext context,
            Policy policy,
            TraceGrader grader,
            List<InterventionRow> chunk,
            Origin origin,
            int samples) {
        List<InterventionRow> continued =
                chunk.stream().filter(row -> prefix(row, origin).isPresent()).toList();
        List<RolloutRequest> requests = new ArrayList<>();
        for (InterventionRow row : continued) {
            SplicedPrefix prefix = prefix(row, origin).orElseThrow();
            requests.add(new RolloutRequest(
                    row.problemId(),
                    row.sample() * context.recipe().propose().proposals() + row.proposal(),
                    prefix.prompt().concat(prefix.response()),
                    0,
                    samples));
        }
        String stage = origin == Origin.INTERVENTION ? "filter" : "filter-original";
        var sampling = context.recipe().filter().sampling(context.recipe().rollout());
        List<Trace> traces = policy.sample(requests, sampling, stage, 0);
        List<ContinuationRow> rows = new ArrayList<>();
        for (int i = 0; i < traces.size(); i++) {
            InterventionRow row = continued.get(i / samples);
            String answer =
                    prefix(row, origin).orElseThrow().text() + traces.get(i).text();
            rows.add(new ContinuationRow(origin, row.sample(), row.proposal(), grader.grade(traces.get(i), answer)));
        }
        return rows;
    }

    private static Optional<SplicedPrefix> prefix(InterventionRow row, Origin origin) {
        return origin == Origin.INTERVENTION ? row.spliced() : row.original();
    }

    private static String writeRows(RunContext context, List<InterventionRow> interventions, Path continuations) {
        Set<String> successful = new HashSet<>();
        TraceFile.forEach(continuations, TraceSchemas.CONTINUATIONS, row -> {
            if (row.origin() == Origin.INTERVENTION && row.rollout().outcome() == Outcome.CORRECT) {
                successful.add(key(row.rollout().trace().problemId(), row.attemptSample(), row.proposal()));
            }
        });
        List<SftRow> rows = new ArrayList<>();
        int tooLong = 0;
        for (InterventionRow row : interventions) {
            if (successful.contains(key(row.problemId(), row.sample(), row.proposal()))) {
                Optional<SftRow> made = sftRow(context, row);
                made.ifPresent(rows::add);
                tooLong += made.isEmpty() ? 1 : 0;
            }
        }
        TraceFile.write(
                context.files().sft(), TraceSchemas.SFT, Map.of("dropped_too_long", String.valueOf(tooLong)), rows);
        return rows.size() + " of " + interventions.size() + " interventions led to a right answer"
                + (tooLong == 0 ? "" : "; " + tooLong + " more are longer than sft.maxTokens");
    }

    private static String key(String problemId, int sample, int proposal) {
        return problemId + "\n" + sample + "\n" + proposal;
    }

    private static Optional<SftRow> sftRow(RunContext context, InterventionRow row) {
        SplicedPrefix prefix = row.spliced().orElseThrow();
        TokenSequence ids = prefix.prompt().concat(prefix.response());
        if (ids.length() > context.recipe().sft().maxTokens()) {
            return Optional.empty();
        }
        boolean[] mask = new boolean[ids.length()];
        int from = prefix.prompt().length() + (context.recipe().sft().trainPrefix() ? 0 : prefix.keptTokens());
        Arrays.fill(mask, from, mask.length, true);
        return Optional.of(new SftRow(row.problemId(), row.attempt(), row.sample(), ids, mask, prefix.text()));
    }
}
