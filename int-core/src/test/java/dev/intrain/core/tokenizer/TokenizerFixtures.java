package dev.intrain.core.tokenizer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/** Tokenizers that tests of several packages share. */
public final class TokenizerFixtures {
    private TokenizerFixtures() {}

    /** A folder of real tokenizer files; the test is skipped where there is none. */
    public static Path realFiles(String name) {
        String data = System.getenv("INTRAIN_TEST_DATA");
        assumeTrue(data != null, "INTRAIN_TEST_DATA is not set");
        Path folder = Path.of(data, "tokenizers", name);
        assumeTrue(Files.isDirectory(folder), folder + " is not there");
        return folder;
    }

    /** GPT-2's two files under the names that tokenizers are loaded by. */
    public static Path gpt2(Path temporary) {
        Path source = realFiles("gpt2");
        try {
            Files.copy(source.resolve("encoder.json"), temporary.resolve("vocab.json"));
            Files.copy(source.resolve("vocab.bpe"), temporary.resolve("merges.txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return temporary;
    }

    /** Special tokens of {@link #writeWordLevel}, ids from 0. */
    static final List<String> SPECIALS = List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>");

    /** Spellings of more than one character; the longest that matches wins only if it stands before its prefixes. */
    static final List<String> WORDS = List.of(
            "system",
            "user",
            "assistant",
            "\\boxed{",
            "<intervention>",
            "</intervention>",
            "{\"content\": \"",
            "\", \"location\": ",
            ".\n\n",
            "\n\n\n",
            "\n\n",
            "ab");

    /**
     * Writes a word-level tokenizer whose decode(encode(x)) is x: the recipe for the tokenizer of a small model.
     *
     * <p>Pre-tokenizer: Split, Isolated, on a regular expression that lists the words, longest first, and then any character.
     * Decoder: Fuse, which joins tokens and adds nothing. No normaliser, no post-processor. Special tokens are added tokens.
     */
    public static Path writeWordLevel(Path folder) {
        return writeWordLevel(folder, SPECIALS);
    }

    static Path writeWordLevel(Path folder, List<String> specials) {
        List<String> characters = IntStream.concat(IntStream.of('\n'), IntStream.rangeClosed(' ', '~'))
                .mapToObj(Character::toString)
                .toList();
        var json = JsonMapper.shared().createObjectNode();
        json.put("version", "1.0");
        var added = json.putArray("added_tokens");
        var model = json.putObject("model").put("type", "WordLevel").put("unk_token", specials.getFirst());
        var vocab = model.putObject("vocab");
        for (String token : specials) {
            added.addObject()
                    .put("id", vocab.size())
                    .put("content", token)
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
            vocab.put(token, vocab.size());
        }
        WORDS.forEach(word -> vocab.put(word, vocab.size()));
        characters.forEach(character -> vocab.put(character, vocab.size()));
        String words = WORDS.stream().map(TokenizerFixtures::quoted).collect(Collectors.joining("|"));
        var split = json.putObject("pre_tokenizer").put("type", "Split");
        split.putObject("pattern").put("Regex", words + "|[\\s\\S]");
        split.put("behavior", "Isolated").put("invert", false);
        json.putObject("decoder").put("type", "Fuse");
        try {
            Files.writeString(folder.resolve("tokenizer.json"), json.toPrettyString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    private static String quoted(String word) {
        return word.replaceAll("[\\\\{}.|<>\\[\\]()*+?^$]", "\\\\$0").replace("\n", "\\n");
    }
}
