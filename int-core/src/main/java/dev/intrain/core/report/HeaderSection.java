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
        return RunFacts.first(run.manifest(), "name", "run", "run.name", "recipe.name")
                .or(() -> RunFacts.first(run.summary(), "name", "run"))
                .orElse(run.directory().toAbsolutePath().normalize().getFileName().toString());
    }

    static String render(RunData run) {
        StringBuilder html = new StringBuilder("<header><p class=\"brand\">InTrain · intervention training</p><h1>")
                .append(Html.escape(name(run))).append("</h1><ul class=\"tags\">");
        tags(run).forEach((label, value) -> html.append("<li><b>").append(label).append("</b> ")
                .append(Html.escape(Html.oneLine(value, 90))).append("</li>"));
        return html.append("</ul>").append(tiles(run)).append("</header>\n").toString();
    }

    private static Map<String, String> tags(RunData run) {
        Map<String, String> tags = new LinkedHashMap<>();
        put(tags, run, "model", "model.path", "model.name", "model.folder", "baseModel", "model");
        put(tags, run, "seed", "seed", "recipe.seed");
        put(tags, run, "backend", "backend.id", "backend.name", "backend");
        put(tags, run, "device", "device.name", "device.description", "device", "arithmetic.device", "arithmetic");
        put(tags, run, "engine", "engineVersion", "versions.engine", "engine.version", "version", "versions.intrain");
        put(tags, run, "commit", "commit", "engine.commit", "versions.commit");
        put(tags, run, "started", "started", "startedAt", "timings.started");
        return tags;
    }

    private static void put(Map<String, String> tags, RunData run, String label, String... names) {
        RunFacts.first(run.manifest(), names).ifPresent(value -> tags.put(label, value));
    }

    /** One benchmark leads: the one named heldout, else the first. */
    private static String tiles(RunData run) {
        List<EvalRun> all = run.evals();
        String lead = all.stream().map(EvalRun::benchmark).filter("heldout"::equals).findFirst()
                .orElse(all.isEmpty() ? "" : all.getFirst().benchmark());
        List<EvalRun> shown = new ArrayList<>(all.stream()
                .filter(r -> r.benchmark().equals(lead) && r.scores().stream().anyMatch(s -> s.samples() > 0))
                .toList());
        StringBuilder html = new StringBuilder();
        for (EvalRun one : shown) {
            EvalScore score = EvalScore.of(one.scores());
            html.append("<div class=\"tile ").append(AccuracySection.css(one.model())).append("\"><span>")
                    .append(Html.escape(AccuracySection.label(one.model()))).append("</span><strong>")
                    .append(Html.percent(score.accuracy())).append("</strong><small>95 % interval ")
                    .append(Html.percent(score.low())).append(" to ").append(Html.percent(score.high())).append("</small>");
            if (one != shown.getFirst()) {
                AccuracySection.difference(shown.getFirst(), one).ifPresent(d -> html.append(delta(d, shown.getFirst().model())));
            }
            html.append("</div>");
        }
        return html.isEmpty() ? "" : "<p class=\"over\">Accuracy on <b>" + Html.escape(lead) + "</b></p><div class=\"tiles\">" + html + "</div>";
    }

    private static String delta(PairedDifference d, String from) {
        String css = d.low() > 0 ? "up" : d.high() < 0 ? "down" : "even";
        return "<em class=\"" + css + "\">" + Html.points(d.difference()) + " points vs " + Html.escape(from) + "</em>";
    }
}
