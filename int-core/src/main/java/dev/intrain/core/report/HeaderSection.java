package dev.intrain.core.report;

import dev.intrain.core.eval.EvalScore;
import dev.intrain.core.eval.PairedDifference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The page's head: which run it is, and its main result in a line of tiles. */
final class HeaderSection {
    private HeaderSection() {}

    static String name(RunData run) {
        return run.recipe()
                .text("name")
                .orElseGet(() -> String.valueOf(run.directory().getFileName()));
    }

    static String render(RunData run) {
        StringBuilder html = new StringBuilder("<header><p class=\"brand\">InTrain · intervention training</p><h1>")
                .append(Html.escape(name(run)))
                .append("</h1><ul class=\"tags\">");
        tags(run)
                .forEach((label, value) -> html.append("<li><b>")
                        .append(label)
                        .append("</b> ")
                        .append(Html.escape(Html.oneLine(value, 90)))
                        .append("</li>"));
        return html.append("</ul>").append(tiles(run)).append("</header>\n").toString();
    }

    private static Map<String, String> tags(RunData run) {
        Map<String, String> tags = new LinkedHashMap<>();
        run.recipe().text("model.path").ifPresent(value -> tags.put("model", value));
        for (String name : List.of("seed", "backend", "arithmetic", "threads")) {
            run.manifest().text(name).ifPresent(value -> tags.put(name, value));
        }
        for (String name : List.of("engine", "commit", "java")) {
            run.manifest().text("environment." + name).ifPresent(value -> tags.put(name, value));
        }
        return tags;
    }

    /** One benchmark leads: the one named heldout, else the first. */
    private static String tiles(RunData run) {
        List<EvalRun> all = run.evals();
        String lead = all.stream()
                .map(EvalRun::benchmark)
                .filter("heldout"::equals)
                .findFirst()
                .orElse(all.isEmpty() ? "" : all.getFirst().benchmark());
        List<EvalRun> shown = new ArrayList<>(all.stream()
                .filter(r -> r.benchmark().equals(lead) && r.scores().stream().anyMatch(s -> s.samples() > 0))
                .toList());
        StringBuilder html = new StringBuilder();
        for (EvalRun one : shown) {
            EvalScore score = EvalScore.of(one.scores());
            html.append("<div class=\"tile ")
                    .append(AccuracySection.css(one.model()))
                    .append("\"><span>")
                    .append(Html.escape(AccuracySection.label(one.model())))
                    .append("</span><strong>")
                    .append(Html.percent(score.accuracy()))
                    .append("</strong><small>95 % interval ")
                    .append(Html.percent(score.low()))
                    .append(" to ")
                    .append(Html.percent(score.high()))
                    .append("</small>");
            if (!one.model().equals(shown.getFirst().model())) {
                AccuracySection.difference(shown.getFirst(), one)
                        .ifPresent(d -> html.append(delta(d, shown.getFirst().model())));
            }
            html.append("</div>");
        }
        return html.isEmpty()
                ? ""
                : "<p class=\"over\">Accuracy on <b>" + Html.escape(lead) + "</b></p><div class=\"tiles\">" + html
                        + "</div>";
    }

    private static String delta(PairedDifference d, String from) {
        String css = d.low() > 0 ? "up" : d.high() < 0 ? "down" : "even";
        return "<em class=\"" + css + "\">" + Html.points(d.difference()) + " points vs " + Html.escape(from) + "</em>";
    }
}
