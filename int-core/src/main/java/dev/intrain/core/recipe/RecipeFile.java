package dev.intrain.core.recipe;

import dev.intrain.api.IntrainException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads recipes: a user's file, the files it extends, and overrides, over the defaults.
 *
 * <p>Relative paths start from the folder of the file they are written in, those of overrides from the recipe's. A file may begin with
 * {@code extends: ../common.yaml}: sections are joined key by key, lists are replaced.
 */
public final class RecipeFile {
    private static final String EXTENDS = "extends";
    private static final int MAX_EXTENDS = 8;

    private RecipeFile() {}

    /**
     * Reads a recipe.
     *
     * @param file the user's file
     * @param overrides dotted overrides such as {@code rl.steps=10}, applied in turn
     * @return the recipe, all defaults filled in
     * @throws IntrainException naming file, line and key of the first mistake
     */
    public static Recipe load(Path file, List<String> overrides) {
        Path absolute = file.toAbsolutePath().normalize();
        return build(withBase(absolute, 0), absolute.getFileName().toString(), folder(absolute), overrides);
    }

    /**
     * Reads a recipe from memory.
     *
     * @param yaml the document
     * @param folder what relative paths start from
     * @param overrides dotted overrides
     * @return the recipe, all defaults filled in
     */
    public static Recipe parse(String yaml, Path folder, List<String> overrides) {
        String name = "recipe";
        return build(extend(YamlReader.read(yaml, name, folder), 0), name, folder, overrides);
    }

    /** @return the defaults as shipped: YAML with a comment on every key */
    public static String defaults() {
        try (InputStream in = RecipeFile.class.getResourceAsStream("defaults.yaml")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Tree defaultTree() {
        return YamlReader.read(defaults(), Place.DEFAULTS, Path.of("/"));
    }

    private static Recipe build(Tree user, String source, Path folder, List<String> overrides) {
        Tree defaults = defaultTree();
        Tree overridden = user;
        for (String override : overrides) {
            overridden = Overrides.apply(overridden, defaults, override, folder);
        }
        return RecordBinder.bind(Trees.complete(defaults, overridden, ""), Recipe.class, source);
    }

    private static Tree withBase(Path file, int depth) {
        return extend(YamlReader.read(text(file), file.getFileName().toString(), folder(file)), depth);
    }

    private static Tree extend(Tree tree, int depth) {
        if (!(tree instanceof Tree.Section section) || section.child(EXTENDS) == null) {
            return tree;
        }
        Tree base = Objects.requireNonNull(section.child(EXTENDS));
        if (!(base instanceof Tree.Leaf leaf) || leaf.text() == null) {
            throw new IntrainException(
                    "extends must name one file" + base.place().inBrackets());
        }
        Path file = base.place().folder().resolve(leaf.text()).toAbsolutePath().normalize();
        if (depth >= MAX_EXTENDS) {
            throw new IntrainException("more than " + MAX_EXTENDS + " recipes extend one another: look for a circle"
                    + base.place().inBrackets());
        }
        if (!Files.isRegularFile(file)) {
            throw new IntrainException("the recipe " + file + " to extend does not exist"
                    + base.place().inBrackets());
        }
        Map<String, Tree> own = new LinkedHashMap<>(section.children());
        own.remove(EXTENDS);
        return Trees.overlay(withBase(file, depth + 1), new Tree.Section(own, section.place()));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw new IntrainException("the recipe " + file + " is not UTF-8 text", e);
        } catch (IOException e) {
            String why =
                    Files.isDirectory(file) ? "is a folder" : Files.exists(file) ? "cannot be read" : "does not exist";
            throw new IntrainException("the recipe " + file + " " + why + ": name a YAML file", e);
        }
    }

    private static Path folder(Path file) {
        return Objects.requireNonNull(file.getParent(), "an absolute file has a parent");
    }
}
