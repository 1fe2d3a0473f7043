package dev.intrain.core.recipe;

import dev.intrain.api.IntrainException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads YAML into a {@link Tree}, strictly: no tags, no merge keys, no aliases of collections, no key twice, at most 1 MiB.
 *
 * <p>Only the node graph is used, so that no YAML document can create an object, and values keep their text and their line.
 */
final class YamlReader {
    private static final int MAX_CHARACTERS = 1 << 20;
    private static final int MAX_DEPTH = 20;
    private static final Tag REQUIRED = new Tag("!required");
    private static final Set<Tag> PLAIN_TAGS =
            Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.SEQ, Tag.MAP);

    private final String source;
    private final Path folder;

    private YamlReader(String source, Path folder) {
        this.source = source;
        this.folder = folder;
    }

    /**
     * Reads one document.
     *
     * @param text the document
     * @param source its name in messages
     * @param folder what relative paths in it start from
     * @return its tree; an empty document is an empty section
     */
    static Tree read(String text, String source, Path folder) {
        return new YamlReader(source, folder).document(text);
    }

    private Tree document(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(0);
        options.setTagInspector(tag -> true); // composing creates no objects; tree() refuses tags with the line
        Node root;
        try {
            root = new Yaml(options).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            throw new IntrainException(place(e.getProblemMark()) + ": this is not valid YAML: " + e.getProblem(), e);
        } catch (YAMLException e) {
            throw new IntrainException(source + ": this is not valid YAML: " + e.getMessage(), e);
        }
        return root == null ? new Tree.Section(Map.of(), new Place(source, 0, folder)) : tree(root);
    }

    private Tree tree(Node node) {
        Place place = place(node.getStartMark());
        boolean required = node.getTag().equals(REQUIRED) && source.equals(Place.DEFAULTS);
        if (!PLAIN_TAGS.contains(node.getTag()) && !required && !node.getTag().equals(Tag.MERGE)) {
            throw new IntrainException(place + ": a recipe has no tags, so write the value without '"
                    + node.getTag().getValue() + "'");
        }
        return switch (node) {
            case ScalarNode scalar ->
                new Tree.Leaf(required || scalar.getTag().equals(Tag.NULL) ? null : scalar.getValue(), required, place);
            case SequenceNode sequence -> items(sequence, place);
            case MappingNode mapping -> section(mapping, place);
            default -> throw new IntrainException(place + ": only values, lists and sections can stand here");
        };
    }

    private Tree.Items items(SequenceNode sequence, Place place) {
        List<Tree> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            items.add(tree(item));
        }
        return new Tree.Items(items, place);
    }

    private Tree.Section section(MappingNode mapping, Place place) {
        Map<String, Tree> children = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new IntrainException(place(tuple.getKeyNode().getStartMark()) + ": a key must be a plain word");
            }
            if (children.put(key.getValue(), tree(tuple.getValueNode())) != null) {
                throw new IntrainException(
                        place(key.getStartMark()) + ": the key '" + key.getValue() + "' is there twice: remove one");
            }
        }
        return new Tree.Section(children, place);
    }

    private Place place(@Nullable Mark mark) {
        return new Place(source, mark == null ? 0 : mark.getLine() + 1, folder);
    }
}
