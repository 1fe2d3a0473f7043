package dev.intrain.core.plan;

import java.util.Locale;

/** Amounts of memory in words: GiB, and MiB below one. */
final class Bytes {
    private static final double MIB = 1 << 20;
    private static final double GIB = 1 << 30;

    private Bytes() {}

    static String text(long bytes) {
        return bytes >= GIB
                ? String.format(Locale.ROOT, "%,.2f GiB", bytes / GIB)
                : String.format(Locale.ROOT, "%.2f MiB", bytes / MIB);
    }
}
