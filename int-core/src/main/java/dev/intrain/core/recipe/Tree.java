package dev.intrain.core.recipe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A YAML document before it has types: every value knows where it was written. Immutable. */
sealed interface Tree {
    /** @return where it was written */
    Place place();

    /** Names and values. */
    record Section(Map<String, Tree> children, Place place) implements Tree {
        public Section {
            children = Collections.unmodifiableMap(new LinkedHashMap<>(children));
        }

        @Nullable
        Tree child(String name) {
            return children.get(name);
        }

        Section with(String name, Tree child) {
            Map<String, Tree> copy = new LinkedHashMap<>(children);
            copy.put(name, child);
            return new Section(copy, place);
        }
    }

    /** A list. */
    record Items(List<Tree> items, Place place) implements Tree {
        public Items {
            items = List.copyOf(items);
        }
    }

    /**
     * One value.
     *
     * @param text as written, or null for YAML's null
     * @param required stands for a value that must be given; only defaults have such leaves
     */
    record Leaf(@Nullable String text, boolean required, Place place) implements Tree {}
}
