package dev.intrain.core.report;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What the run was made of: how long each stage took and what it came to, and everything in the manifest and the recipe. */
final class RunSection {
    private static final String SECONDS = ".seconds";

    private RunSection() {}

    static String render(RunData run) {
        if (run.manifest().values().isEmpty() && run.recipe().values().isEmpty()) {
            return "";
        }
        return Html.section(
                "run",
                "The run",
                "What it was made of, and where the time went.",
                stages(run.manifest().under("stages"))
                        + facts("Everything in manifest.json", run.manifest().values())
                        + facts("The effective recipe", run.recipe().values()));
    }

    private static String stages(RunFacts stages) {
        Map<String, Double> seconds = new LinkedHashMap<>();
        stages.values().keySet().stream()
                .filter(key -> key.endsWith(SECONDS))
                .forEach(key -> stages.number(key)
                        .ifPresent(value -> seconds.put(key.substring(0, key.length() - SECONDS.length()), value)));
        double most = seconds.values().stream().mapToDouble(s -> s).max().orElse(0);
        if (most == 0) {
            return "";
        }
        StringBuilder html = new StringBuilder("<ol class=\"funnel\">");
        seconds.forEach((stage, value) -> html.append(stage(stage, value, most, stages)));
        return html.append("</ol>").toString();
    }

    private static String stage(String stage, double seconds, double most, RunFacts stages) {
        return "<li><span class=\"stage\">" + Html.escape(stage) + "</span><span class=\"track\"><i style=\"width:"
                + String.format(Locale.ROOT, "%.2f", Math.max(100 * seconds / most, 0.3)) + "%\"></i></span><b>"
                + String.format(Locale.ROOT, seconds < 100 ? "%.1f" : "%.0f", seconds) + " s</b><span class=\"notes\">"
                + Html.escape(stages.text(stage + ".result").orElse("")) + "</span></li>";
    }

    private static String facts(String title, Map<String, Object> facts) {
        if (facts.isEmpty()) {
            return "";
        }
        StringBuilder rows = new StringBuilder("<details><summary>" + title + "</summary><table class=\"facts\">");
        facts.forEach((name, value) -> rows.append("<tr><th>")
                .append(Html.escape(name))
                .append("</th><td>")
                .append(Html.escape(Html.shortened(value.toString(), 400)))
                .append("</td></tr>"));
        return rows.append("</table></details>").toString();
    }
}
