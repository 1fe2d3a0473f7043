package dev.intrain.core.report;

import java.util.List;
import java.util.Locale;

/** An inline SVG picture, element by element; coordinates are written with one decimal, text is escaped. */
final class Svg {
    private final StringBuilder out = new StringBuilder();

    /** Opens the picture; {@code attributes} are markup. */
    Svg(int width, int height, String label, String attributes) {
        out.append("<svg viewBox=\"0 0 ").append(width).append(' ').append(height);
        out.append("\" role=\"img\" aria-label=\"").append(Html.escape(label)).append("\" ");
        out.append(attributes).append('>');
    }

    /** A point of a line. */
    record Point(double x, double y) {}

    static String coordinate(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    Svg open(String css) {
        out.append("<g class=\"").append(css).append("\">");
        return this;
    }

    Svg close() {
        out.append("</g>");
        return this;
    }

    Svg title(String text) {
        out.append("<title>").append(Html.escape(text)).append("</title>");
        return this;
    }

    Svg line(String css, Point from, Point to) {
        return polyline(css, List.of(from, to));
    }

    Svg polyline(String css, List<Point> points) {
        out.append("<polyline class=\"").append(css).append("\" points=\"");
        points.forEach(p ->
                out.append(coordinate(p.x)).append(',').append(coordinate(p.y)).append(' '));
        out.append("\"/>");
        return this;
    }

    Svg bar(Point corner, double width, double height) {
        out.append("<rect class=\"bar\" rx=\"3\"");
        attribute("x", corner.x);
        attribute("y", corner.y);
        attribute("width", width);
        attribute("height", height);
        out.append("/>");
        return this;
    }

    Svg circle(String css, Point centre, double radius) {
        out.append("<circle class=\"").append(css).append('"');
        attribute("cx", centre.x);
        attribute("cy", centre.y);
        attribute("r", radius);
        out.append("/>");
        return this;
    }

    Svg text(String css, Point at, String text) {
        out.append("<text class=\"").append(css).append('"');
        attribute("x", at.x);
        attribute("y", at.y);
        out.append('>').append(Html.escape(text)).append("</text>");
        return this;
    }

    private void attribute(String name, double value) {
        out.append(' ').append(name).append("=\"").append(coordinate(value)).append('"');
    }

    /** Ends the picture. */
    String markup() {
        return out.append("</svg>").toString();
    }
}
