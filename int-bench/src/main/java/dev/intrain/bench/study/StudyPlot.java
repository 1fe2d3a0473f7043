package dev.intrain.bench.study;

import dev.intrain.bench.study.Study.Arm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Held-out accuracy against the work of the whole run, a line a seed, as SVG. */
public final class StudyPlot {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 400;
    private static final int LEFT = 56;
    private static final int BOTTOM = 44;
    private static final int LEGEND = 310;
    private static final List<String> COLOURS = List.of(
            "#1f6feb", "#d1242f", "#8250df", "#bf8700", "#1a7f37", "#6e7781", "#cf5fa8", "#0a7ea4", "#111111",
            "#7cb518");

    private StudyPlot() {}

    private record Line(String colour, List<double[]> points) {}

    /**
     * @param folder the study's
     * @param setting name of a setting
     * @return the picture
     */
    public static String of(Path folder, String setting) {
        Study study = Study.read(folder.resolve("study.json"));
        Results results = new Results(folder);
        List<Line> lines = new ArrayList<>();
        StringBuilder legend = new StringBuilder();
        int shown = 0;
        for (Arm arm : study.arms()) {
            if (!arm.setting().equals(setting) || arm.role() == Study.Role.ABLATION) {
                continue;
            }
            String colour = COLOURS.get(shown % COLOURS.size());
            int before = lines.size();
            for (JsonNode result : results.of(arm).values()) {
                List<double[]> points = new ArrayList<>();
                for (JsonNode point : result.at("/rl/along")) {
                    points.add(new double[] {
                        point.path("forwardTokens").asDouble() * 1e-6,
                        point.path("heldout").asDouble() * 100
                    });
                }
                lines.add(new Line(colour, points));
            }
            if (lines.size() > before) {
                int y = 24 + 20 * shown;
                legend.append(String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"%d\" width=\"14\" height=\"4\" fill=\"%s\"/>",
                        WIDTH - LEGEND,
                        y - 4,
                        colour));
                legend.append(String.format(
                        Locale.ROOT, "<text x=\"%d\" y=\"%d\">%s</text>", WIDTH - LEGEND + 20, y, escape(arm.title())));
                shown++;
            }
        }
        return picture(lines, legend.toString());
    }

    private static String picture(List<Line> lines, String legend) {
        double mostWork = most(lines, 0);
        double mostAccuracy = Math.max(10, Math.ceil(most(lines, 1) / 10) * 10);
        double width = WIDTH - LEGEND - LEFT - 20;
        double height = HEIGHT - BOTTOM - 16;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">",
                WIDTH,
                HEIGHT));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        for (int i = 0; i <= 5; i++) {
            double y = HEIGHT - BOTTOM - height * i / 5;
            double x = LEFT + width * i / 5;
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>",
                    LEFT,
                    LEFT + width,
                    y,
                    y));
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.0f</text>",
                    LEFT - 6,
                    y + 4,
                    mostAccuracy * i / 5));
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.1f</text>\n",
                    x,
                    HEIGHT - BOTTOM + 16,
                    mostWork * i / 5));
        }
        for (Line line : lines) {
            StringBuilder points = new StringBuilder();
            for (double[] point : line.points()) {
                points.append(String.format(
                        Locale.ROOT,
                        "%.1f,%.1f ",
                        LEFT + width * point[0] / mostWork,
                        HEIGHT - BOTTOM - height * point[1] / mostAccuracy));
            }
            svg.append(String.format(
                    Locale.ROOT,
                    "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-opacity=\"0.7\"/>\n",
                    points.toString().strip(),
                    line.colour()));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">work of the whole run, million forward tokens</text>",
                LEFT + width / 2,
                HEIGHT - 8));
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"14\" y=\"%.1f\" text-anchor=\"middle\" transform=\"rotate(-90 14 %.1f)\">held-out accuracy, %%</text>\n",
                HEIGHT / 2.0,
                HEIGHT / 2.0));
        return svg.append(legend).append("</svg>\n").toString();
    }

    private static double most(List<Line> lines, int axis) {
        double most = lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(point -> point[axis])
                .max()
                .orElse(1);
        return most > 0 ? most : 1;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
