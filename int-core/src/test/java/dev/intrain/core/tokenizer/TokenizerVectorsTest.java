package dev.intrain.core.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.api.TokenSequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Published ids of real tokenizers. */
class TokenizerVectorsTest {
    private static final String SEPARATOR = "\n__ggml_vocab_test__\n";

    @Test
    void qwenMatchesEveryLlamaCppVector() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.load(TokenizerFixtures.realFiles("qwen2.5"))) {
            assertThat(matching(tokenizer, "qwen2")).isEqualTo(47);
        }
    }

    @Test
    void assembledQwen3FileMatchesEveryLlamaCppVector(@TempDir Path folder) throws IOException {
        Path source = TokenizerFixtures.realFiles("qwen3");
        Files.copy(source.resolve("tokenizer.assembled.json"), folder.resolve("tokenizer.json"));
        Files.copy(source.resolve("tokenizer_config.json"), folder.resolve("tokenizer_config.json"));
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThat(matching(tokenizer, "qwen2")).isEqualTo(47);
            assertThat(tokenizer.vocabularySize()).isEqualTo(151669);
            assertThat(tokenizer.idOf("<think>")).isEqualTo(151667);
        }
    }

    @Test
    void gpt2MatchesEveryPublishedVector(@TempDir Path folder) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.load(TokenizerFixtures.gpt2(folder))) {
            assertThat(matching(tokenizer, "gpt-2")).isEqualTo(47);
            JsonNode swift = JsonMapper.shared()
                    .readTree(TokenizerFixtures.realFiles("swift-transformers-vectors")
                            .resolve("gpt2_encoded_tokens.json")
                            .toFile());
            int[] expected = ints(swift.path("token_ids"));
            assertThat(tokenizer.encode(swift.path("text").asString())).isEqualTo(expected);
            assertThat(tokenizer.decode(TokenSequence.of(expected)))
                    .isEqualTo(swift.path("text").asString());
        }
    }

    @Test
    void gpt2MatchesTheTokenizerTestsOfSwiftTransformers(@TempDir Path folder) {
        JsonNode tests = JsonMapper.shared()
                .readTree(TokenizerFixtures.realFiles("swift-transformers-vectors")
                        .resolve("tokenizer_tests.json")
                        .toFile());
        try (Tokenizer tokenizer = Tokenizer.load(TokenizerFixtures.gpt2(folder))) {
            assertThat(tests.path("distilgpt2")).isNotEmpty();
            for (JsonNode test : tests.path("distilgpt2")) {
                int[] ids = ints(test.path("encoded").path("input_ids"));
                assertThat(tokenizer.encode(test.path("input").asString())).isEqualTo(ids);
            }
        }
    }

    private static int matching(Tokenizer tokenizer, String name) throws IOException {
        Path folder = TokenizerFixtures.realFiles("llama.cpp-vocab");
        List<String> inputs = Arrays.asList(Files.readString(folder.resolve("ggml-vocab-" + name + ".gguf.inp"))
                .split(SEPARATOR, -1));
        List<String> outputs = Arrays.asList(Files.readString(folder.resolve("ggml-vocab-" + name + ".gguf.out"))
                .split("\n", -1));
        int matching = 0;
        for (int i = 0; i < inputs.size(); i++) {
            int[] expected = Arrays.stream(outputs.get(i).strip().split(" "))
                    .filter(id -> !id.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray();
            assertThat(tokenizer.encode(inputs.get(i))).as("vector %d", i).isEqualTo(expected);
            matching++;
        }
        return matching;
    }

    private static int[] ints(JsonNode array) {
        int[] ids = new int[array.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = array.path(i).asInt();
        }
        return ids;
    }
}
