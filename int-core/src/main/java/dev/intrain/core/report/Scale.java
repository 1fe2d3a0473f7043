package dev.intrain.core.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A linear axis: where a value lies in a picture, and the round numbers to write beside it.
 *
 * @param low value at {@code from}
 * @param high value at {@code to}, above {@code low}
 * @param from picture coordinate of the low end
 * @param to picture coordinate of the high end
 */
record Scale(double low, double high, double from, double to) {
    double at(double value) {
        return from + (value - low) / (high - low) * (to - from);
    }

    /** A scale which ends on round numbers. */
    static Scale round(double low, double high, double from, double to) {
        double room = high > low ? high - low : Math.max(Math.abs(high), 1) * 0.1;
        double step = step(room);
        double bottom = Math.floor(low / step) * step;
        double top = Math.ceil(high / step) * step;
        return new Scale(bottom, top > bottom ? top : bottom + step, from, to);
    }

    List<Double> ticks() {
        double step = step(high - low);
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** A tick with as many decimals as the ticks need to differ. */
    String label(double tick) {
        double step = step(high - low);
        double value = Math.abs(tick) < step * 1e-9 ? 0 : tick;
        if (step < 1e-4 || step >= 1e5) {
            return value == 0 ? "0" : String.format(Locale.ROOT, "%.0e", value);
        }
        int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** 1, 2 or 5 times a power of ten, so that about four steps fill the room. */
    private static double step(double room) {
        double rough = room / 4;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double lead = rough / power;
        return power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
    }
}
