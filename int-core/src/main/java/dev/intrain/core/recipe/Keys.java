package dev.intrain.core.recipe;

import java.util.ArrayList;
import java.util.List;

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
}
