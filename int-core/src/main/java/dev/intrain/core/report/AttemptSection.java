package dev.intrain.core.report;

import dev.intrain.api.Intervention;
import dev.intrain.api.Step;
import dev.intrain.core.trace.InterventionRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Wrong attempts with the first error marked and the intervention beside it. */
final class AttemptSection {
    private static final int STEPS_BEFORE = 3;

    private AttemptSection() {}

    static String render(RunData run, Function<String, List<Step>> splitter) {
        if (run.traces().isEmpty()) {
            return "";
        }
        Map<String, Integer> groups = new LinkedHashMap<>();
        StringBuilder items = new StringBuilder();
        for (AttemptTrace trace : run.traces()) {
            groups.merge(trace.group(), 1, Integer::sum);
            items.append(item(trace, splitter, items.isEmpty()));
        }
        return Html.section(
                "attempts",
                "Attempts and interventions",
                "A choice of wrong attempts of the base model, the first error as the model itself found it, and the step it proposed instead.",
                Browser.render(groups, AttemptSection::label, items.toString()));
    }

    private static String label(String group) {
        return switch (group) {
            case "SOLVED" -> "led to a right answer";
            case "UNSOLVED" -> "no continuation right";
            case "KEPT" -> "not continued";
            case "NO_ERROR" -> "no critical error found";
            case "MALFORMED" -> "malformed";
            case "LEAKED" -> "leaked the answer";
            case "PAST_END" -> "location past the end";
            case "DUPLICATE" -> "one was already kept";
            case "TOO_LONG" -> "too long";
            default -> group;
        };
    }

    private static String item(AttemptTrace trace, Function<String, List<Step>> splitter, boolean open) {
        InterventionRow row = trace.proposal();
        String statement = trace.problem().map(p -> p.statement()).orElse("");
        StringBuilder html = new StringBuilder(Browser.open(
                trace.group(),
                "<span class=\"badge group-" + trace.group() + "\">" + label(trace.group()) + "</span>",
                row.problemId(),
                statement,
                open));
        html.append("<div class=\"question\">").append(Html.block("", statement));
        trace.problem().ifPresent(p -> {
            html.append("<p>Answer <b>").append(Html.escape(p.answer())).append("</b></p>");
            p.referenceSolution()
                    .ifPresent(s -> html.append("<details><summary>Reference solution</summary>")
                            .append(Html.block("", s))
                            .append("</details>"));
        });
        html.append("</div>");
        if (trace.attempt().isEmpty()) {
            html.append("<p class=\"lead\">The attempt's file is not there.</p>");
        } else {
            html.append(steps(splitter.apply(trace.attempt()), row.intervention(), row));
        }
        html.append("<details><summary>What the proposer wrote")
                .append(row.reason().isEmpty() ? "" : " (" + Html.escape(row.reason()) + ")")
                .append("</summary>")
                .append(Html.block("", row.proposed()))
                .append("</details>");
        return html.append(followed(trace)).append("</details>\n").toString();
    }

    private static String steps(List<Step> steps, Optional<Intervention> intervention, InterventionRow row) {
        int location = intervention.map(Intervention::location).orElse(steps.size() + 1);
        int error = Math.min(location, steps.size() + 1);
        StringBuilder html = new StringBuilder("<div class=\"steps\"><div class=\"head\">Attempt ")
                .append(row.sample() + 1)
                .append("</div><div class=\"head side\">")
                .append(intervention.isPresent() ? "Intervention" : "")
                .append("</div>");
        int shown = intervention.isPresent() ? Math.max(1, error - STEPS_BEFORE) : 1;
        fold(html, steps.subList(0, shown - 1), "earlier steps", "");
        for (int i = shown; i < error; i++) {
            html.append(step(steps.get(i - 1), "", ""));
        }
        if (error <= steps.size()) {
            html.append(step(steps.get(error - 1), "error", "<em>first critical error</em>"));
        }
        intervention.ifPresent(i -> html.append("<div class=\"intervention\"><em>instead of step ")
                .append(i.location())
                .append("</em>")
                .append(Html.block("", i.content()))
                .append("</div>"));
        if (error < steps.size()) {
            fold(html, steps.subList(error, steps.size()), "later steps, dropped", "gone");
        }
        return html.append("</div>").toString();
    }

    private static void fold(StringBuilder html, List<Step> steps, String what, String css) {
        if (!steps.isEmpty()) {
            html.append("<details class=\"fold\"><summary>")
                    .append(steps.size())
                    .append(' ')
                    .append(what)
                    .append("</summary>");
            steps.forEach(step -> html.append(step(step, css, "")));
            html.append("</details>");
        }
    }

    private static String step(Step step, String css, String mark) {
        return "<div class=\"step " + css + "\"><span class=\"n\">" + step.number() + "</span><div>" + mark
                + Html.block("", step.text()) + "</div></div>";
    }

    private static String followed(AttemptTrace trace) {
        if (trace.fromIntervention().isEmpty() && trace.fromOriginal().isEmpty()) {
            return "";
        }
        return "<div class=\"columns\">" + column("From the intervention", trace.fromIntervention())
                + column("From the original step", trace.fromOriginal()) + "</div>";
    }

    private static String column(String title, Optional<AttemptTrace.Followed> followed) {
        return followed.map(f -> "<div class=\"column\"><h4>" + title + " <small>"
                        + f.score().correct() + " of " + f.score().samples()
                        + " right</small></h4>"
                        + f.sample()
                                .map(s -> "<p>A continuation: " + OutcomeLabel.badge(s.outcome()) + "</p>"
                                        + Html.block("scroll", s.text()))
                                .orElse("")
                        + "</div>")
                .orElse("");
    }
}
