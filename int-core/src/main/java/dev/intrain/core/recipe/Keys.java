package dev.intrain.core.recipe;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Dotted keys and the search for the one a user meant. */
final class Keys {
    private Keys() {}

    static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    static String lastName(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /**
     * The known name nearest to an unknown one.
     *
     * @param name what the user wrote
     * @param known what there is
     * @return the nearest name, if less than about half of it differs
     */
    static Optional<String> nearest(String name, Collection<String> known) {
        String lower = name.toLowerCase(Locale.ROOT);
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(lower, candidate.toLowerCase(Locale.ROOT))))
                .filter(best -> distance(lower, best.toLowerCase(Locale.ROOT))
                        <= Math.max(1, Math.min(best.length(), name.length()) / 2));
    }

    /**
     * Where else in a section's tree a key of this name stands, by dotted path.
     *
     * @param name a key without a path
     * @param tree where to look
     * @return paths in document order
     */
    static List<String> find(String name, Tree tree) {
        List<String> found = new ArrayList<>();
        find(name, tree, "", found);
        return found;
    }

    private static void find(String name, Tree tree, String path, List<String> found) {
        if (tree instanceof Tree.Section section) {
            section.children().forEach((key, child) -> {
                if (key.equalsIgnoreCase(name)) {
                    found.add(join(path, key));
                }
                find(name, child, join(path, key), found);
            });
        }
    }

    /** Levenshtein distance, two rows at a time. */
    static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int swap = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(swap, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
