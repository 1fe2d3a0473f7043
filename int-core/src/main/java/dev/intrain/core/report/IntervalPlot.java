package dev.intrain.core.report;

import java.util.List;
import java.util.Locale;

/** Estimates with their intervals on one scale of shares, a row each, as inline SVG. */
final class IntervalPlot {
    private static final int WIDTH = 640;
    private static final int ROW = 34;
    private static final int LEFT = 150;

    private IntervalPlot() {}

    /**
     * One estimate.
     *
     * @param label what it is
     * @param css class of its mark
     * @param value the estimate
     * @param low lower end
     * @param high upper end
     */
    record Row(String label, String css, double value, double low, double high) {}

    static String draw(String description, List<Row> rows) {
        double most = rows.stream().mapToDouble(Row::high).max().orElse(1);
        Scale x = Scale.round(0, Math.min(1, Math.max(most, 0.001)), LEFT, WIDTH - 70);
        int height = rows.size() * ROW + 24;
        StringBuilder svg = new StringBuilder();
        svg.append(format("<svg class=\"intervals\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", WIDTH, height, Html.escape(description)));
        for (double tick : x.ticks()) {
            svg.append(format("<line class=\"grid\" x1=\"%.1f\" x2=\"%1$.1f\" y1=\"0\" y2=\"%d\"/>", x.at(tick), height - 20))
                    .append(format("<text class=\"tick middle\" x=\"%.1f\" y=\"%d\">%s</text>", x.at(tick), height - 5, tick(tick, x)));
        }
        for (int i = 0; i < rows.size(); i++) {
            row(svg, rows.get(i), x, i * ROW + ROW / 2.0);
        }
        return svg.append("</svg>").toString();
    }

    private static void row(StringBuilder svg, Row row, Scale x, double y) {
        svg.append(format("<g class=\"%s\"><title>%s: %s, 95 %% interval %s to %s</title>", row.css(), Html.escape(row.label()),
                        Html.percent(row.value()), Html.percent(row.low()), Html.percent(row.high())))
                .append(format("<text class=\"name end\" x=\"%d\" y=\"%.1f\">%s</text>", LEFT - 12, y + 4, Html.escape(row.label())))
                .append(format("<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"14\" rx=\"3\"/>", x.at(0), y - 7,
                        Math.max(0, x.at(row.value()) - x.at(0))))
                .append(format("<path class=\"whisker\" d=\"M%.1f %.1f H%.1f M%1$.1f %.1f v8 M%3$.1f %4$.1f v8\"/>", x.at(row.low()), y, x.at(row.high()), y - 4))
                .append(format("<text class=\"value\" x=\"%.1f\" y=\"%.1f\">%s</text></g>", x.at(row.high()) + 8, y + 4, Html.percent(row.value())));
    }

    /** As percent, without decimals where the ticks differ without them. */
    private static String tick(double share, Scale x) {
        return new Scale(100 * x.low(), 100 * x.high(), 0, 1).label(100 * share) + "\u2009%";
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
