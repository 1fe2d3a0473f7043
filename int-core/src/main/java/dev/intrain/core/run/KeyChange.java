package dev.intrain.core.run;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/** Says in a phrase how two keys of a stage differ. */
final class KeyChange {
    private KeyChange() {}

    /**
     * @param before the earlier key
     * @param now the later key
     * @return the first difference; empty if there is none
     */
    static Optional<String> between(StageKey before, StageKey now) {
        return inputs("input", before.inputs(), now.inputs())
                .or(() -> recipe(before.recipe(), now.recipe()))
                .or(() -> inputs("provider jar", before.providers(), now.providers()))
                .or(() -> changed("engine", before.engine(), now.engine()))
                .or(() -> changed("arithmetic", before.arithmetic(), now.arithmetic()));
    }

    private static Optional<String> inputs(String kind, Map<String, String> before, Map<String, String> now) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(now.keySet());
        for (String name : names) {
            if (!Objects.equals(before.get(name), now.get(name))) {
                String how = before.get(name) == null ? "is new" : now.get(name) == null ? "is gone" : "has changed";
                return Optional.of(kind + " " + name + " " + how);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> recipe(String before, String now) {
        List<String> left = before.lines().toList();
        List<String> right = now.lines().toList();
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            String was = i < left.size() ? left.get(i).strip() : "nothing";
            String is = i < right.size() ? right.get(i).strip() : "nothing";
            if (!was.equals(is)) {
                return Optional.of("the recipe has changed from '" + was + "' to '" + is + "'");
            }
        }
        return before.equals(now) ? Optional.empty() : Optional.of("the recipe has changed");
    }

    private static Optional<String> changed(String what, String before, String now) {
        return before.equals(now)
                ? Optional.empty()
                : Optional.of("the " + what + " has changed from " + before + " to " + now);
    }
}
