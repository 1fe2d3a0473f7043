package dev.intrain.core.recipe;

import dev.intrain.api.IntrainException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Dotted overrides such as {@code rl.steps=10} or {@code eval.benchmarks.0.limit=50}. */
final class Overrides {
    private Overrides() {}

    /**
     * Applies one override.
     *
     * @param user what the user's files say
     * @param defaults below it: where a list comes from that the user did not write
     * @param override key, equals sign, value; a value in brackets or quotes is read as YAML
     * @param folder what relative paths start from
     * @return the user's tree with the override in it
     */
    static Tree apply(Tree user, Tree defaults, String override, Path folder) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw new IntrainException(
                    "the override '" + override + "' must have the form key=value, as in rl.steps=10");
        }
        Place place = new Place("override " + override, 0, folder);
        Tree value = value(override.substring(equals + 1).strip(), place);
        return set(user, defaults, List.of(override.substring(0, equals).strip().split("\\.", -1)), "", value);
    }

    private static Tree value(String text, Place place) {
        boolean yaml = !text.isEmpty() && "[{\"'".indexOf(text.charAt(0)) >= 0;
        if (yaml) {
            Tree tree = YamlReader.read(text, place.source(), place.folder());
            return tree instanceof Tree.Leaf leaf ? new Tree.Leaf(leaf.text(), false, place) : tree;
        }
        return new Tree.Leaf(text.isEmpty() || text.equals("null") ? null : text, false, place);
    }

    private static Tree set(@Nullable Tree user, @Nullable Tree defaults, List<String> keys, String path, Tree value) {
        if (keys.isEmpty()) {
            return value;
        }
        String key = keys.getFirst();
        List<String> rest = keys.subList(1, keys.size());
        String here = Keys.join(path, key);
        Tree current = user == null && defaults instanceof Tree.Items list ? withoutTemplate(list) : user;
        return switch (current) {
            case Tree.Items list -> {
                int index = index(key, list.items().size(), path, value.place());
                List<Tree> items = new ArrayList<>(list.items());
                items.set(index, set(items.get(index), null, rest, here, value));
                yield new Tree.Items(items, list.place());
            }
            case Tree.Section section ->
                section.with(key, set(section.child(key), child(defaults, key), rest, here, value));
            case Tree.Leaf leaf
            when leaf.text() != null ->
                throw new IntrainException(
                        path + " is a value, not a section" + value.place().inBrackets());
            case null, default ->
                new Tree.Section(Map.of(key, set(null, child(defaults, key), rest, here, value)), value.place());
        };
    }

    private static Tree.Items withoutTemplate(Tree.Items defaults) {
        List<Tree> values = defaults.items().stream()
                .filter(item -> !(item instanceof Tree.Section))
                .toList();
        return new Tree.Items(values, defaults.place());
    }

    private static @Nullable Tree child(@Nullable Tree tree, String key) {
        return tree instanceof Tree.Section section ? section.child(key) : null;
    }

    private static int index(String key, int size, String path, Place place) {
        int index = key.matches("\\d{1,6}") ? Integer.parseInt(key) : size;
        if (index >= size) {
            String entries = size == 0 ? "is empty" : "has the entries 0 to " + (size - 1);
            throw new IntrainException(
                    path + " " + entries + ", so there is no '" + key + "' to override" + place.inBrackets());
        }
        return index;
    }
}
