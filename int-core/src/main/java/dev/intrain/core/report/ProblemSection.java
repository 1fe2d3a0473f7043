package dev.intrain.core.report;

import dev.intrain.core.eval.ProblemScore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Evaluated problems, every model's first sample side by side. */
final class ProblemSection {
    private static final int MOST = 10;

    private ProblemSection() {}

    /** One problem: the models' scores in the order of training. */
    private record Item(String benchmark, String problemId, List<Cell> cells) {
        String group() {
            List<Double> means = cells.stream()
                    .filter(c -> c.score.samples() > 0)
                    .map(c -> c.score.mean())
                    .toList();
            if (means.isEmpty()) {
                return "UNSCORED";
            }
            double change = means.getLast() - means.getFirst();
            return change > 0
                    ? "BETTER"
                    : change < 0 ? "WORSE" : means.getLast() == 1 ? "ALWAYS" : means.getLast() == 0 ? "NEVER" : "SAME";
        }
    }

    private record Cell(EvalRun run, ProblemScore score) {}

    static String render(RunData run) {
        Map<String, List<Item>> chosen = new LinkedHashMap<>();
        List.of("BETTER", "WORSE", "NEVER", "SAME", "ALWAYS").forEach(group -> chosen.put(group, new ArrayList<>()));
        for (Item item : items(run.evals())) {
            List<Item> group = chosen.computeIfAbsent(item.group(), g -> new ArrayList<>());
            if (group.size() < MOST) {
                group.add(item);
            }
        }
        StringBuilder html = new StringBuilder();
        Map<String, Integer> groups = new LinkedHashMap<>();
        chosen.forEach((group, items) -> items.forEach(item -> {
            groups.merge(group, 1, Integer::sum);
            html.append(item(item));
        }));
        return html.isEmpty()
                ? ""
                : Html.section(
                        "problems",
                        "Evaluated problems",
                        "A choice of problems, with the first sample of every model. Better and worse compare the last model with the first.",
                        Browser.render(groups, ProblemSection::label, html.toString()));
    }

    private static List<Item> items(List<EvalRun> runs) {
        Map<String, Item> items = new LinkedHashMap<>();
        for (EvalRun run : runs) {
            for (ProblemScore score : run.scores()) {
                items.computeIfAbsent(
                                run.benchmark() + "\n" + score.problemId(),
                                k -> new Item(run.benchmark(), score.problemId(), new ArrayList<>()))
                        .cells()
                        .add(new Cell(run, score));
            }
        }
        return new ArrayList<>(items.values());
    }

    private static String label(String group) {
        return switch (group) {
            case "BETTER" -> "better";
            case "WORSE" -> "worse";
            case "NEVER" -> "never right";
            case "ALWAYS" -> "always right";
            case "UNSCORED" -> "not scored";
            default -> "unchanged";
        };
    }

    private static String item(Item item) {
        StringBuilder html = new StringBuilder(Browser.open(
                item.group(),
                "<span class=\"badge group-" + item.group() + "\">" + label(item.group()) + "</span>",
                item.problemId(),
                item.benchmark(),
                false));
        html.append("<div class=\"columns\">");
        for (Cell cell : item.cells()) {
            EvalRun run = cell.run();
            ProblemScore score = cell.score();
            EvalRun.Sample sample = run.samples().get(item.problemId());
            html.append("<div class=\"column\"><h4><i class=\"key ")
                    .append(AccuracySection.css(run.model()))
                    .append("\"></i>")
                    .append(Html.escape(AccuracySection.label(run.model())))
                    .append(" <small>")
                    .append(score.correct())
                    .append(" of ")
                    .append(score.samples())
                    .append(" right</small></h4>");
            if (sample != null) {
                html.append("<p>")
                        .append(OutcomeLabel.badge(sample.outcome()))
                        .append(" <small>")
                        .append(Html.escape(Html.oneLine(sample.reason(), 120)))
                        .append("</small></p>")
                        .append(Html.block("scroll", sample.text()));
            }
            html.append("</div>");
        }
        return html.append("</div></details>\n").toString();
    }
}
