package dev.intrain.core.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A small learning curve as inline SVG: the raw values faint, their moving mean bold, the last value written out. */
final class LineChart {
    private static final int WIDTH = 340;
    private static final int HEIGHT = 180;
    private static final int MOST_POINTS = 400;

    private LineChart() {}

    static String draw(MetricSeries series, String title) {
        List<Double> xs = series.steps();
        List<Double> ys = series.values();
        Scale x = new Scale(xs.getFirst(), Math.max(xs.getLast(), xs.getFirst() + 1), 44, WIDTH - 10);
        double low = ys.stream().mapToDouble(v -> v).min().orElse(0);
        double high = ys.stream().mapToDouble(v -> v).max().orElse(1);
        Scale y = Scale.round(low, high, HEIGHT - 24, 12);
        StringBuilder svg = new StringBuilder();
        svg.append("<figure class=\"chart\"><figcaption><b>").append(Html.escape(title)).append("</b> <span class=\"now\">")
                .append(Html.number(ys.getLast()))
                .append("</span></figcaption><svg viewBox=\"0 0 ").append(WIDTH).append(' ').append(HEIGHT)
                .append("\" role=\"img\" aria-label=\"").append(Html.escape(title)).append(" over steps\"");
        List<Integer> kept = thinned(xs.size());
        svg.append(" data-points=\"");
        kept.forEach(i -> svg.append(format("%.1f,%.1f,", x.at(xs.get(i)), y.at(ys.get(i))))
                .append(Html.number(xs.get(i))).append(',').append(Html.number(ys.get(i))).append(' '));
        svg.append("\">");
        axes(svg, x, y);
        int window = Math.max(1, ys.size() / 20);
        if (window > 1) {
            path(svg, "raw", kept, xs, ys, x, y);
        }
        path(svg, "mean", kept, xs, movingMean(ys, window), x, y);
        svg.append("<circle class=\"cursor\" r=\"4\"/></svg></figure>");
        return svg.toString();
    }

    private static void axes(StringBuilder svg, Scale x, Scale y) {
        for (double tick : y.ticks()) {
            svg.append(format("<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%3$.1f\"/>", x.from(), x.to(), y.at(tick)))
                    .append(format("<text class=\"tick end\" x=\"%.1f\" y=\"%.1f\">", x.from() - 6, y.at(tick) + 3.5))
                    
                    .append(y.label(tick)).append("</text>");
        }
        for (double tick : x.ticks()) {
            if (tick == Math.rint(tick)) {
                svg.append(format("<text class=\"tick middle\" x=\"%.1f\" y=\"%d\">", x.at(tick), HEIGHT - 6))
                        .append(Html.number(tick)).append("</text>");
            }
        }
    }

    private static void path(
            StringBuilder svg, String css, List<Integer> kept, List<Double> xs, List<Double> ys, Scale x, Scale y) {
        if (kept.size() == 1) {
            svg.append(format("<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>", x.at(xs.getFirst()), y.at(ys.getFirst())));
            return;
        }
        svg.append("<polyline class=\"").append(css).append("\" points=\"");
        kept.forEach(i -> svg.append(format("%.1f,%.1f ", x.at(xs.get(i)), y.at(ys.get(i)))));
        svg.append("\"/>");
    }

    /** Mean of each value and the ones around it: {@code window} on either side, fewer at the ends. */
    private static List<Double> movingMean(List<Double> values, int window) {
        List<Double> means = new ArrayList<>();
        int half = window / 2;
        for (int i = 0; i < values.size(); i++) {
            means.add(values.subList(Math.max(0, i - half), Math.min(values.size(), i + half + 1)).stream()
                    .mapToDouble(v -> v)
                    .average()
                    .orElse(0));
        }
        return means;
    }

    /** Indices of at most {@link #MOST_POINTS} values, evenly spread, first and last among them. */
    private static List<Integer> thinned(int size) {
        List<Integer> kept = new ArrayList<>();
        int points = Math.min(size, MOST_POINTS);
        for (int i = 0; i < points; i++) {
            kept.add(points == 1 ? 0 : (int) ((long) i * (size - 1) / (points - 1)));
        }
        return kept;
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
