package dev.intrain.core.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** How many problems, attempts and proposals came through each stage, and why the others did not. */
final class FunnelSection {
    private static final Map<String, String> STEPS = Map.of(
            "problems", "problems",
            "attempts", "attempts",
            "wrong", "wrong attempts",
            "proposals", "proposals",
            "interventions", "interventions to try",
            "sftRows", "kept for fine-tuning");
    private static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry("correct", "right"),
            Map.entry("truncated", "truncated"),
            Map.entry("unparseable", "no readable answer"),
            Map.entry("over_budget", "answer too costly to check"),
            Map.entry("overBudget", "answer too costly to check"),
            Map.entry("unscored", "not scored"),
            Map.entry("noError", "no critical error found"),
            Map.entry("malformed", "malformed"),
            Map.entry("leaked", "leaked the answer"),
            Map.entry("pastEnd", "location past the end"),
            Map.entry("duplicate", "one was already kept"),
            Map.entry("tooLong", "too long"),
            Map.entry("sftProblems", "problems among them"));
    /** Shown in the section on continuations. */
    private static final Set<String> ELSEWHERE =
            Set.of("continuations", "continuationsRight", "originalContinuations", "originalContinuationsRight");

    private FunnelSection() {}

    private record Bar(String label, long count, List<String> notes) {}

    static String render(RunData run) {
        List<Bar> bars = bars(run.summary().under("funnel"));
        long most = bars.stream().mapToLong(Bar::count).max().orElse(0);
        if (most == 0) {
            return "";
        }
        StringBuilder body = new StringBuilder("<ol class=\"funnel\">");
        long before = 0;
        for (Bar bar : bars) {
            body.append("<li><span class=\"stage\">")
                    .append(Html.escape(bar.label()))
                    .append("</span><span class=\"track\"><i style=\"width:")
                    .append(String.format(Locale.ROOT, "%.2f", Math.max(100.0 * bar.count() / most, 0.3)))
                    .append("%\"></i></span><b>")
                    .append(Html.count(bar.count()))
                    .append("</b><span class=\"through\">")
                    .append(before == 0 ? "" : through(bar.count(), before))
                    .append("</span>");
            if (!bar.notes().isEmpty()) {
                body.append("<span class=\"notes\">")
                        .append(String.join(" ", bar.notes()))
                        .append("</span>");
            }
            body.append("</li>");
            before = bar.count();
        }
        return Html.section(
                "funnel",
                "The funnel",
                "What each stage was given and what it passed on; every drop is counted.",
                body.append("</ol>").toString());
    }

    private static List<Bar> bars(RunFacts funnel) {
        List<Bar> bars = new ArrayList<>();
        funnel.values().forEach((name, value) -> {
            long count = value instanceof Number number ? number.longValue() : 0;
            if (REASONS.containsKey(name) && !bars.isEmpty()) {
                if (count > 0) {
                    bars.getLast()
                            .notes()
                            .add("<span class=\"chip\">" + REASONS.get(name) + " <b>" + Html.count(count)
                                    + "</b></span>");
                }
            } else if (!ELSEWHERE.contains(name)) {
                bars.add(new Bar(STEPS.getOrDefault(name, name), count, new ArrayList<>()));
            }
        });
        return bars;
    }

    private static String through(long count, long before) {
        return count <= before ? Html.percent((double) count / before) : "× " + Html.number((double) count / before);
    }
}
