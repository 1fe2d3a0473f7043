package dev.intrain.core.report;

import dev.intrain.core.report.Svg.Point;
import java.util.ArrayList;
import java.util.List;

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
        List<Integer> kept = thinned(xs.size());
        Svg svg = new Svg(WIDTH, HEIGHT, title + " over steps", "data-points=\"" + points(kept, xs, ys, x, y) + "\"");
        axes(svg, x, y);
        int window = Math.max(1, ys.size() / 20);
        if (kept.size() == 1) {
            svg.circle("dot", new Point(x.at(xs.getFirst()), y.at(ys.getFirst())), 3);
        } else {
            if (window > 1) {
                svg.polyline("raw", line(kept, xs, ys, x, y));
            }
            svg.polyline("mean", line(kept, xs, movingMean(ys, window), x, y));
        }
        svg.circle("cursor", new Point(0, 0), 4);
        return "<figure class=\"chart\"><figcaption><b>" + Html.escape(title) + "</b> <span class=\"now\">"
                + Html.number(ys.getLast()) + "</span></figcaption>" + svg.markup() + "</figure>";
    }

    private static void axes(Svg svg, Scale x, Scale y) {
        for (double tick : y.ticks()) {
            svg.line("grid", new Point(x.from(), y.at(tick)), new Point(x.to(), y.at(tick)))
                    .text("tick end", new Point(x.from() - 6, y.at(tick) + 3.5), y.label(tick));
        }
        for (double tick : x.ticks()) {
            if (tick == Math.rint(tick)) {
                svg.text("tick middle", new Point(x.at(tick), HEIGHT - 6), x.label(tick));
            }
        }
    }

    /** What the page's script shows under the pointer: picture coordinates, step and value of every point. */
    private static String points(List<Integer> kept, List<Double> xs, List<Double> ys, Scale x, Scale y) {
        StringBuilder out = new StringBuilder();
        for (int i : kept) {
            out.append(Svg.coordinate(x.at(xs.get(i)))).append(',').append(Svg.coordinate(y.at(ys.get(i))));
            out.append(',')
                    .append(Html.number(xs.get(i)))
                    .append(',')
                    .append(Html.number(ys.get(i)))
                    .append(' ');
        }
        return out.toString();
    }

    private static List<Point> line(List<Integer> kept, List<Double> xs, List<Double> ys, Scale x, Scale y) {
        return kept.stream()
                .map(i -> new Point(x.at(xs.get(i)), y.at(ys.get(i))))
                .toList();
    }

    /** Mean of each value and the ones around it, {@code window} in all, fewer at the ends. */
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
}
