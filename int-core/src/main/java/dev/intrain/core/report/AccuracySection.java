package dev.intrain.core.report;

import dev.intrain.api.IntrainException;
import dev.intrain.core.eval.EvalScore;
import dev.intrain.core.eval.PairedDifference;
import dev.intrain.core.eval.PassAtK;
import dev.intrain.core.trace.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Accuracy of every model on every benchmark, with intervals and paired differences. */
final class AccuracySection {
    private AccuracySection() {}

    static String render(RunData run) {
        Map<String, List<EvalRun>> byBenchmark = new LinkedHashMap<>();
        for (EvalRun one : run.evals()) {
            if (one.scores().stream().anyMatch(s -> s.samples() > 0)) {
                byBenchmark
                        .computeIfAbsent(one.benchmark(), b -> new ArrayList<>())
                        .add(one);
            }
        }
        StringBuilder body = new StringBuilder();
        byBenchmark.forEach((benchmark, runs) -> body.append(benchmark(benchmark, runs)));
        if (byBenchmark.isEmpty()) {
            body.append(fromSummary(run));
        }
        return body.isEmpty()
                ? ""
                : Html.section(
                        "accuracy",
                        "Accuracy",
                        "Mean over problems of the share of right samples, with 95 % intervals over problems. Differences are "
                                + "paired by problem; <b>bold</b> ones exclude zero.",
                        body.toString());
    }

    static String label(String model) {
        return switch (model) {
            case "base" -> "base";
            case "sft" -> "after InT-SFT";
            case "rl" -> "after RL";
            default -> model;
        };
    }

    static String css(String model) {
        return "model-" + (EvalRun.order(model) < 3 ? model : "other");
    }

    /** Empty where the two were not evaluated on the same problems. */
    static Optional<PairedDifference> difference(EvalRun from, EvalRun to) {
        try {
            return Optional.of(PairedDifference.of(from.scores(), to.scores()));
        } catch (IntrainException e) {
            return Optional.empty();
        }
    }

    private static String benchmark(String benchmark, List<EvalRun> runs) {
        List<IntervalPlot.Row> rows = new ArrayList<>();
        StringBuilder table = new StringBuilder(
                        "<div class=\"wide\"><table><thead><tr><th>model</th><th>accuracy</th><th>95 % interval</th>")
                .append(
                        "<th>pass@k</th><th>difference</th><th>outcomes of the samples</th><th>tokens</th></tr></thead><tbody>");
        for (EvalRun run : runs) {
            EvalScore score = EvalScore.of(run.scores());
            rows.add(new IntervalPlot.Row(
                    label(run.model()), css(run.model()), score.accuracy(), score.low(), score.high()));
            OptionalDouble pass = score.k() > 1 ? PassAtK.mean(run.scores(), score.k()) : OptionalDouble.empty();
            table.append("<tr><th><i class=\"key ")
                    .append(css(run.model()))
                    .append("\"></i>")
                    .append(Html.escape(label(run.model())))
                    .append("</th><td class=\"num\"><b>")
                    .append(Html.percent(score.accuracy()))
                    .append("</b></td><td class=\"num\">")
                    .append(Html.percent(score.low()))
                    .append(" – ")
                    .append(Html.percent(score.high()))
                    .append("<small>")
                    .append(Html.count(score.n()))
                    .append(" problems × ")
                    .append(score.k())
                    .append("</small></td><td class=\"num\">")
                    .append(
                            pass.isPresent()
                                    ? Html.percent(pass.getAsDouble()) + "<small>k = " + score.k() + "</small>"
                                    : "–")
                    .append("</td><td>")
                    .append(differences(runs, run))
                    .append("</td><td>")
                    .append(outcomes(run))
                    .append("</td><td class=\"num\">")
                    .append(String.format(Locale.ROOT, "%.1f", run.meanTokens()))
                    .append("</td></tr>");
        }
        return "<h3>" + Html.escape(benchmark) + "</h3>" + IntervalPlot.draw("accuracy on " + benchmark, rows)
                + table.append("</tbody></table></div>");
    }

    private static String differences(List<EvalRun> runs, EvalRun to) {
        StringBuilder html = new StringBuilder();
        for (EvalRun from : runs.subList(0, runs.indexOf(to))) {
            html.append("<div class=\"diff\">");
            difference(from, to)
                    .ifPresentOrElse(
                            d -> html.append(emphasis(d))
                                    .append(" <small>[")
                                    .append(Html.points(d.low()))
                                    .append(", ")
                                    .append(Html.points(d.high()))
                                    .append("] points vs ")
                                    .append(Html.escape(from.model()))
                                    .append("</small>"),
                            () -> html.append("<small>other problems than ")
                                    .append(Html.escape(from.model()))
                                    .append("</small>"));
            html.append("</div>");
        }
        return html.isEmpty() ? "–" : html.toString();
    }

    private static String emphasis(PairedDifference d) {
        String text = Html.points(d.difference());
        return d.low() > 0 || d.high() < 0
                ? "<b class=\"" + (d.low() > 0 ? "up" : "down") + "\">" + text + "</b>"
                : text;
    }

    private static String outcomes(EvalRun run) {
        StringBuilder bar = new StringBuilder("<div class=\"stack\">");
        StringBuilder words = new StringBuilder("<small>");
        for (Outcome outcome : Outcome.values()) {
            double share = run.share(outcome);
            if (share > 0) {
                String name = OutcomeLabel.of(outcome);
                bar.append(String.format(
                        Locale.ROOT,
                        "<i class=\"%s\" style=\"width:%.2f%%\" title=\"%s %s\"></i>",
                        OutcomeLabel.css(outcome),
                        100 * share,
                        name,
                        Html.percent(share)));
                if (outcome != Outcome.CORRECT) {
                    words.append(name).append(' ').append(Html.percent(share)).append(" · ");
                }
            }
        }
        return bar.append("</div>")
                .append(words.toString().replaceAll(" · $", ""))
                .append("</small>")
                .toString();
    }

    /** Without the samples there are still the numbers. */
    private static String fromSummary(RunData run) {
        StringBuilder rows = new StringBuilder();
        RunFacts evals = run.summary().under("eval");
        for (String key : evals.values().keySet()) {
            if (key.endsWith(".accuracy")) {
                String stem = key.substring(0, key.length() - "accuracy".length());
                int dot = stem.indexOf('.');
                rows.append("<tr><th>")
                        .append(Html.escape(label(stem.substring(0, dot))))
                        .append("</th><td>")
                        .append(Html.escape(stem.substring(dot + 1, Math.max(dot + 1, stem.length() - 1))))
                        .append("</td><td class=\"num\"><b>")
                        .append(share(evals, key))
                        .append("</b></td><td class=\"num\">")
                        .append(share(evals, stem + "low"))
                        .append(" – ")
                        .append(share(evals, stem + "high"))
                        .append("</td></tr>");
            }
        }
        return rows.isEmpty()
                ? ""
                : "<table><thead><tr><th>model</th><th>benchmark</th><th>accuracy</th><th>95 % interval</th></tr></thead><tbody>"
                        + rows + "</tbody></table>";
    }

    private static String share(RunFacts facts, String key) {
        OptionalDouble value = facts.number(key);
        return value.isPresent() ? Html.percent(value.getAsDouble()) : "–";
    }
}
