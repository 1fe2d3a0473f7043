package dev.intrain.core.tokenizer;

import dev.intrain.api.IntrainException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Assembles a {@code tokenizer.json} from {@code vocab.json} and {@code merges.txt}, for Qwen and GPT-2.
 *
 * <p>The two files say nothing about normalisation and pre-tokenisation: that comes from {@code tokenizer_class} in
 * {@code tokenizer_config.json}, GPT-2 where there is none. Source of the two recipes: the Hugging Face converters of
 * Qwen2Tokenizer and GPT2Tokenizer.
 */
final class ByteLevelAssembly {
    private static final String QWEN_SPLIT = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String GPT2_END = "<|endoftext|>";

    private ByteLevelAssembly() {}

    static ObjectNode assemble(Path folder, ObjectNode vocab, String merges, ObjectNode config) {
        String type = config.path("tokenizer_class").asString("GPT2Tokenizer").replace("Fast", "");
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.put("version", "1.0");
        ArrayNode added = root.putArray("added_tokens");
        boolean prefixSpace = config.path("add_prefix_space").asBoolean(false);
        switch (type) {
            case "Qwen2Tokenizer" -> {
                root.putObject("normalizer").put("type", "NFC");
                ArrayNode parts =
                        root.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
                ObjectNode split = parts.addObject().put("type", "Split");
                split.putObject("pattern").put("Regex", QWEN_SPLIT);
                split.put("behavior", "Isolated").put("invert", false);
                byteLevel(parts.addObject(), prefixSpace, false);
            }
            case "GPT2Tokenizer" -> {
                byteLevel(root.putObject("pre_tokenizer"), prefixSpace, true);
                if (vocab.has(GPT2_END)) {
                    added.addObject()
                            .put("id", vocab.path(GPT2_END).asInt())
                            .put("content", GPT2_END)
                            .put("single_word", false)
                            .put("lstrip", false)
                            .put("rstrip", false)
                            .put("normalized", false)
                            .put("special", true);
                }
            }
            default ->
                throw new IntrainException("vocab.json and merges.txt in " + folder + " belong to tokenizer_class '"
                        + type + "', which cannot be assembled: provide its tokenizer.json");
        }
        byteLevel(root.putObject("decoder"), false, true);
        ObjectNode model = root.putObject("model").put("type", "BPE");
        model.put("continuing_subword_prefix", "").put("end_of_word_suffix", "").put("fuse_unk", false);
        model.set("vocab", vocab);
        ArrayNode pairs = model.putArray("merges");
        mergeLines(merges).forEach(pairs::add);
        return root;
    }

    private static void byteLevel(ObjectNode node, boolean prefixSpace, boolean regex) {
        node.put("type", "ByteLevel").put("add_prefix_space", prefixSpace);
        node.put("trim_offsets", false).put("use_regex", regex);
    }

    /** Only the first line can be a header: further lines that begin with {@code #} are merges of number signs. */
    private static List<String> mergeLines(String merges) {
        List<String> lines = merges.lines().filter(line -> !line.isBlank()).toList();
        boolean header = !lines.isEmpty() && lines.getFirst().startsWith("#version");
        return header ? lines.subList(1, lines.size()) : lines;
    }
}
