package dev.intrain.core.recipe;

import dev.intrain.api.IntrainException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lays one tree over another. Pure functions. */
final class Trees {
    private Trees() {}

    /**
     * One user's file over another: sections are joined, lists and values replaced; an empty section changes nothing.
     *
     * @param base what lies below
     * @param top what lies above
     * @return both
     */
    static Tree overlay(Tree base, Tree top) {
        if (base instanceof Tree.Section below && top instanceof Tree.Section above) {
            Map<String, Tree> joined = new LinkedHashMap<>(below.children());
            above.children().forEach((name, child) -> joined.merge(name, child, Trees::overlay));
            return new Tree.Section(joined, above.place());
        }
        boolean empty = top instanceof Tree.Leaf leaf && leaf.text() == null;
        return empty && base instanceof Tree.Section ? base : top;
    }

    /**
     * A user's tree over the defaults, of which a list of sections holds the template of its entries.
     *
     * @param defaults what lies below
     * @param user what lies above, or null for nothing
     * @param path dotted key of both, for messages
     * @return a tree with every key
     */
    static Tree complete(Tree defaults, @Nullable Tree user, String path) {
        if (defaults instanceof Tree.Items list
                && !list.items().isEmpty()
                && list.items().getFirst() instanceof Tree.Section template) {
            return completeItems(template, user, path, list.place());
        }
        if (user == null) {
            return defaults instanceof Tree.Section section ? completeSection(section, null, path) : defaults;
        }
        boolean empty = user instanceof Tree.Leaf leaf && leaf.text() == null;
        if (defaults instanceof Tree.Section section) {
            return user instanceof Tree.Section || empty ? completeSection(section, user, path) : user;
        }
        if (empty && defaults instanceof Tree.Leaf leaf && leaf.text() == null) {
            return leaf.required() ? leaf : user;
        }
        if (empty) {
            throw new IntrainException(
                    path + " has no value" + user.place().inBrackets() + ": give one or remove the key");
        }
        return user;
    }

    private static Tree completeSection(Tree.Section defaults, @Nullable Tree user, String path) {
        Map<String, Tree> given = user instanceof Tree.Section section ? section.children() : Map.of();
        Map<String, Tree> all = new LinkedHashMap<>();
        defaults.children()
                .forEach((name, child) -> all.put(name, complete(child, given.get(name), Keys.join(path, name))));
        given.forEach(all::putIfAbsent);
        return new Tree.Section(all, user == null ? defaults.place() : user.place());
    }

    private static Tree completeItems(Tree.Section template, @Nullable Tree user, String path, Place place) {
        if (user == null || user instanceof Tree.Leaf leaf && leaf.text() == null) {
            return new Tree.Items(List.of(), place);
        }
        if (!(user instanceof Tree.Items list)) {
            return user;
        }
        List<Tree> items = new ArrayList<>();
        for (Tree item : list.items()) {
            items.add(complete(template, item, Keys.join(path, String.valueOf(items.size()))));
        }
        return new Tree.Items(items, list.place());
    }
}
