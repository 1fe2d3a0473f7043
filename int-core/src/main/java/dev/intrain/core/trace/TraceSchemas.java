package dev.intrain.core.trace;

import dev.intrain.api.FinishReason;
import dev.intrain.api.Intervention;
import dev.intrain.api.Problem;
import dev.intrain.api.TokenSequence;
import dev.intrain.api.Trace;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** The schemas of every Arrow file of a run; docs/trace-schema.md is their public description. */
public final class TraceSchemas {
    /** {@code problems.arrow}. */
    public static final ArrowSchema<Problem> PROBLEMS = ArrowSchema.<Problem>named("problems", 1)
            .text("id", Problem::id)
            .text("statement", Problem::statement)
            .text("answer", Problem::answer)
            .optionalText("reference_solution", Problem::referenceSolution)
            .textMap("attributes", Problem::attributes)
            .build(row -> new Problem(
                    row.text("id"),
                    row.text("statement"),
                    row.text("answer"),
                    row.optionalText("reference_solution"),
                    row.textMap("attributes")));

    /** {@code rollouts.arrow} and {@code eval-*.arrow}. */
    public static final ArrowSchema<RolloutRow> ROLLOUTS =
            rollout(ArrowSchema.<RolloutRow>named("rollouts", 1), r -> r).build(TraceSchemas::rollout);

    /** {@code continuations.arrow}. */
    public static final ArrowSchema<ContinuationRow> CONTINUATIONS = rollout(
                    ArrowSchema.<ContinuationRow>named("continuations", 1)
                            .text("kind", r -> r.origin().name())
                            .count("attempt_sample", ContinuationRow::attemptSample)
                            .count("proposal", ContinuationRow::proposal),
                    ContinuationRow::rollout)
            .build(row -> new ContinuationRow(
                    ContinuationRow.Origin.valueOf(row.text("kind")),
                    row.count("attempt_sample"),
                    row.count("proposal"),
                    rollout(row)));

    /** {@code interventions.arrow}. */
    public static final ArrowSchema<InterventionRow> INTERVENTIONS = prefix(
                    prefix(interventionHead(), "spliced", InterventionRow::spliced),
                    "original",
                    InterventionRow::original)
            .build(TraceSchemas::intervention);

    /** {@code sft.arrow}. */
    public static final ArrowSchema<SftRow> SFT = ArrowSchema.<SftRow>named("sft", 1)
            .text("problem_id", SftRow::problemId)
            .count("attempt", SftRow::attempt)
            .count("sample", SftRow::sample)
            .tokens("tokens", SftRow::tokens)
            .flags("mask", SftRow::mask)
            .text("text", SftRow::text)
            .build(row -> new SftRow(
                    row.text("problem_id"),
                    row.count("attempt"),
                    row.count("sample"),
                    row.tokens("tokens"),
                    row.flags("mask"),
                    row.text("text")));

    private TraceSchemas() {}

    private static <T> ArrowSchema.Builder<T> rollout(ArrowSchema.Builder<T> columns, Function<T, RolloutRow> of) {
        Function<T, Trace> trace = of.andThen(RolloutRow::trace);
        return columns.text("problem_id", trace.andThen(Trace::problemId))
                .count("attempt", r -> trace.apply(r).attempt())
                .count("sample", r -> trace.apply(r).sample())
                .tokens("prompt", trace.andThen(Trace::prompt))
                .tokens("completion", trace.andThen(Trace::completion))
                .text("text", trace.andThen(Trace::text))
                .text("finish_reason", r -> trace.apply(r).finishReason().name())
                .floats("logprobs", trace.andThen(Trace::logprobs))
                .floats("sampling_logprobs", trace.andThen(Trace::samplingLogprobs))
                .floats("model_logprobs", trace.andThen(Trace::modelLogprobs))
                .text("outcome", r -> of.apply(r).outcome().name())
                .text("reason", of.andThen(RolloutRow::reason))
                .optionalText("extracted", of.andThen(RolloutRow::extracted))
                .optionalNumber("reward", of.andThen(RolloutRow::reward));
    }

    private static RolloutRow rollout(ArrowRow row) {
        Trace trace = new Trace(
                row.text("problem_id"),
                row.count("attempt"),
                row.count("sample"),
                row.tokens("prompt"),
                row.tokens("completion"),
                row.text("text"),
                FinishReason.valueOf(row.text("finish_reason")),
                row.floats("logprobs"),
                row.floats("sampling_logprobs"),
                row.floats("model_logprobs"));
        return new RolloutRow(
                trace,
                Outcome.valueOf(row.text("outcome")),
                row.text("reason"),
                row.optionalText("extracted"),
                row.optionalNumber("reward"));
    }

    private static ArrowSchema.Builder<InterventionRow> interventionHead() {
        return ArrowSchema.<InterventionRow>named("interventions", 1)
                .text("problem_id", InterventionRow::problemId)
                .count("attempt", InterventionRow::attempt)
                .count("sample", InterventionRow::sample)
                .count("proposal", InterventionRow::proposal)
                .text("proposed", InterventionRow::proposed)
                .text("status", r -> r.status().name())
                .text("reason", InterventionRow::reason)
                .optionalText("content", r -> r.intervention().map(Intervention::content))
                .optionalCount(
                        "location",
                        r -> r.intervention()
                                .map(i -> OptionalInt.of(i.location()))
                                .orElse(OptionalInt.empty()));
    }

    private static InterventionRow intervention(ArrowRow row) {
        return new InterventionRow(
                row.text("problem_id"),
                row.count("attempt"),
                row.count("sample"),
                row.count("proposal"),
                row.text("proposed"),
                InterventionRow.Status.valueOf(row.text("status")),
                row.text("reason"),
                row.optionalText("content").map(content -> new Intervention(content, row.count("location"))),
                prefix(row, "spliced"),
                prefix(row, "original"));
    }

    private static <T> ArrowSchema.Builder<T> prefix(
            ArrowSchema.Builder<T> columns, String name, Function<T, Optional<SplicedPrefix>> of) {
        return columns.optionalTokens(name + "_prompt", r -> of.apply(r).map(SplicedPrefix::prompt))
                .optionalTokens(name + "_response", r -> of.apply(r).map(SplicedPrefix::response))
                .optionalCount(
                        name + "_kept_tokens",
                        r -> of.apply(r)
                                .map(p -> OptionalInt.of(p.keptTokens()))
                                .orElse(OptionalInt.empty()))
                .optionalText(name + "_text", r -> of.apply(r).map(SplicedPrefix::text));
    }

    private static Optional<SplicedPrefix> prefix(ArrowRow row, String name) {
        Optional<TokenSequence> response = row.optionalTokens(name + "_response");
        return response.map(ids -> new SplicedPrefix(
                row.tokens(name + "_prompt"), ids, row.count(name + "_kept_tokens"), row.text(name + "_text")));
    }
}
