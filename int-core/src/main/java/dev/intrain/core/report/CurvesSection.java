package dev.intrain.core.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Learning curves: the ones that matter first, all others behind a fold. */
final class CurvesSection {
    private static final Map<String, String> TITLES = titles();

    private CurvesSection() {}

    private static Map<String, String> titles() {
        Map<String, String> titles = new LinkedHashMap<>();
        titles.put("sft/loss", "SFT: loss");
        titles.put("rl/reward", "RL: mean reward");
        titles.put("rl/zeroAdvantage", "RL: share of groups without advantage");
        titles.put("rl/length", "RL: response length in tokens");
        titles.put("rl/truncated", "RL: share truncated");
        titles.put("rl/entropy", "RL: entropy");
        return titles;
    }

    static String render(RunData run) {
        StringBuilder main = new StringBuilder();
        TITLES.forEach((key, title) -> run.metrics().stream()
                .filter(s -> s.key().equals(key))
                .forEach(s -> main.append(LineChart.draw(s, title))));
        StringBuilder rest = new StringBuilder();
        for (MetricSeries series : run.metrics()) {
            String key = series.key();
            if (isHeldOut(series.name())) {
                main.append(LineChart.draw(series, key.replace("/", ": ")));
            } else if (!TITLES.containsKey(key) && varies(series.values())) {
                rest.append(LineChart.draw(series, key.replace("/", ": ")));
            }
        }
        if (main.isEmpty() && rest.isEmpty()) {
            return "";
        }
        String fold = rest.isEmpty()
                ? ""
                : "<details><summary>All other columns of metrics.jsonl</summary><div class=\"charts\">" + rest
                        + "</div></details>";
        return Html.section(
                "curves",
                "Learning curves",
                "By optimizer or RL step; bold is a moving mean, the number is the last value.",
                "<div class=\"charts\">" + main + "</div>" + fold);
    }

    private static boolean isHeldOut(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("heldout") || lower.contains("accuracy");
    }

    private static boolean varies(List<Double> values) {
        return values.stream().distinct().limit(2).count() > 1;
    }
}
