package dev.intrain.core.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.IntrainException;
import dev.intrain.api.TokenSequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {
    @TempDir
    Path folder;

    @Test
    void wordLevelTokenizerGivesBackEveryText() {
        try (Tokenizer tokenizer = Tokenizer.load(TokenizerFixtures.writeWordLevel(folder))) {
            String text = "<|im_start|>user\nQ a [1 f]<|im_end|>\n<|im_start|>assistant\n1 f ab y\n\n2 g.\n\n\n\n\n"
                    + "<intervention>{\"content\": \"x\", \"location\": 3}</intervention> \\boxed{ y }<|im_end|>";
            int[] ids = tokenizer.encode(text);
            assertThat(tokenizer.decodeWithSpecials(TokenSequence.of(ids))).isEqualTo(text);
            assertThat(tokenizer.decode(TokenSequence.of(ids)))
                    .isEqualTo(text.replace("<|im_start|>", "").replace("<|im_end|>", ""));
            assertThat(tokenizer.encode("<|im_start|>user\n")).hasSize(3);
            assertThat(tokenizer.encode("\\boxed{")).containsExactly(tokenizer.idOf("\\boxed{"));
            assertThat(tokenizer.encode("a\n\nb")).hasSize(3);
            assertThat(tokenizer.encode("{\"content\": \"")).hasSize(1);
            assertThat(tokenizer.encode("")).isEmpty();
        }
    }

    @Test
    void surrogatesWithoutAPartnerBecomeReplacementCharacters(@TempDir Path gpt2) {
        try (Tokenizer tokenizer = Tokenizer.load(TokenizerFixtures.gpt2(gpt2))) {
            int[] ids = tokenizer.encode("a\uD800b\0c\uD83D\uDE00");
            assertThat(tokenizer.decode(TokenSequence.of(ids))).isEqualTo("a\uFFFDb\0c\uD83D\uDE00");
        }
    }

    @Test
    void longTextsAreNotCut() {
        try (Tokenizer tokenizer = Tokenizer.load(TokenizerFixtures.writeWordLevel(folder))) {
            assertThat(tokenizer.encode("x".repeat(100_000))).hasSize(100_000);
        }
    }

    @Test
    void addedTokensOfTheConfigAreTaken() throws IOException {
        TokenizerFixtures.writeWordLevel(folder);
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            int next = tokenizer.vocabularySize();
            Files.writeString(folder.resolve("tokenizer_config.json"), """
                    {"added_tokens_decoder": {"%d": {"content": "<new>", "special": true}}}""".formatted(next));
            try (Tokenizer wider = Tokenizer.load(folder)) {
                assertThat(wider.idOf("<new>")).isEqualTo(next);
                assertThat(wider.encode("a<new>")).hasSize(2);
            }
            Files.writeString(folder.resolve("tokenizer_config.json"), """
                    {"added_tokens_decoder": {"%d": {"content": "<new>", "special": true}}}""".formatted(next + 7));
            assertThatThrownBy(() -> Tokenizer.load(folder))
                    .isInstanceOf(IntrainException.class)
                    .hasMessageContaining("'<new>'")
                    .hasMessageContaining("should be id " + (next + 7));
        }
    }

    @Test
    void everyFaultIsOneSentence() throws IOException {
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(IntrainException.class)
                .hasMessage("no tokenizer in " + folder + ": expected tokenizer.json, or vocab.json with merges.txt; "
                        + "copy them from the model's repository");
        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": ");
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(IntrainException.class)
                .hasMessageContaining("tokenizer.json is not valid JSON");
        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": {\"type\": \"New\", \"vocab\": {\"a\": 0}}}");
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(IntrainException.class)
                .hasMessageContaining("cannot be used");
        TokenizerFixtures.writeWordLevel(folder);
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThatThrownBy(() -> tokenizer.idOf("<|nope|>"))
                    .isInstanceOf(IntrainException.class)
                    .hasMessageContaining("has no token '<|nope|>'");
        }
    }

    @Test
    void unknownClassOfAVocabularyIsNamed() throws IOException {
        Files.writeString(folder.resolve("vocab.json"), "{\"a\": 0}");
        Files.writeString(folder.resolve("merges.txt"), "");
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"tokenizer_class\": \"BartTokenizer\"}");
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(IntrainException.class)
                .hasMessageContaining("'BartTokenizer'")
                .hasMessageContaining("provide its tokenizer.json");
    }
}
