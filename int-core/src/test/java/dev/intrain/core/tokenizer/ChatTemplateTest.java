package dev.intrain.core.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.IntrainException;
import dev.intrain.api.TokenSequence;
import dev.intrain.api.engine.CompletionRequest.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expected strings are written by hand from the models' templates. */
class ChatTemplateTest {
    private static final Turn USER = new Turn("user", "Hi there");
    private static final List<Turn> CONVERSATION = List.of(
            new Turn("system", "Be brief."),
            USER,
            new Turn("assistant", "Yes?"),
            new Turn("user", "Bye"),
            new Turn("assistant", "Bye."));

    @TempDir
    Path folder;

    private Tokenizer tokenizer;

    @BeforeEach
    void load() {
        tokenizer = Tokenizer.load(TokenizerFixtures.writeWordLevel(folder));
    }

    @AfterEach
    void close() {
        tokenizer.close();
    }

    @Test
    void plainChatMl() {
        ChatTemplate chat = ChatTemplate.named("chatml", tokenizer);
        assertThat(text(chat.prompt(List.of(USER))))
                .isEqualTo("<|im_start|>user\nHi there<|im_end|>\n<|im_start|>assistant\n");
        RenderedChat rendered = chat.render(CONVERSATION);
        assertThat(text(rendered.ids())).isEqualTo("""
                <|im_start|>system
                Be brief.<|im_end|>
                <|im_start|>user
                Hi there<|im_end|>
                <|im_start|>assistant
                Yes?<|im_end|>
                <|im_start|>user
                Bye<|im_end|>
                <|im_start|>assistant
                Bye.<|im_end|>
                """);
        assertThat(trained(rendered)).isEqualTo("Yes?<|im_end|>Bye.<|im_end|>");
        assertThat(rendered.trainedTokens()).isEqualTo(4 + 1 + 4 + 1);
        assertThat(chat.stopIds()).containsExactly(tokenizer.idOf("<|im_end|>"), tokenizer.idOf("<|endoftext|>"));
    }

    @Test
    void anUnfinishedAssistantTurnIsContinuedAsItIs() {
        ChatTemplate chat = ChatTemplate.named("chatml", tokenizer);
        String header = "<|im_start|>user\nHi there<|im_end|>\n<|im_start|>assistant\n";
        assertThat(text(chat.prompt(List.of(USER, new Turn("assistant", "\nFirst.\n\n")))))
                .isEqualTo(header + "\nFirst.\n\n");
        // "a", "b" instead of the one token "ab", as a policy may well write it: kept
        TokenSequence begun = TokenSequence.of(tokenizer.idOf("a"), tokenizer.idOf("b"));
        TokenSequence prompt = chat.prompt(List.of(USER), begun);
        assertThat(prompt).isEqualTo(chat.prompt(List.of(USER)).concat(begun));
        assertThat(text(prompt)).isEqualTo(header + "ab");
    }

    @Test
    void aTrainingRowBeginsWithThePromptOfTheRollout() {
        for (ChatFamily family : ChatFamily.values()) {
            if (family.isLlama()) {
                continue;
            }
            ChatTemplate chat = ChatTemplate.named(family.id(), tokenizer);
            List<Turn> turns = List.of(USER, new Turn("assistant", "ab\n\nab"));
            TokenSequence prompt = chat.prompt(List.of(USER));
            RenderedChat row = chat.render(turns);
            assertThat(row.ids().slice(0, prompt.length())).as(family.id()).isEqualTo(prompt);
            for (int i = 0; i < prompt.length(); i++) {
                assertThat(row.trained()[i]).isFalse();
            }
            assertThat(row.trained()[prompt.length()]).isTrue();
        }
    }

    @Test
    void qwen25HasASystemPromptOfItsOwn() {
        ChatTemplate chat = ChatTemplate.named("qwen2.5", tokenizer);
        assertThat(text(chat.prompt(List.of(USER)))).isEqualTo("""
                <|im_start|>system
                You are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>
                <|im_start|>user
                Hi there<|im_end|>
                <|im_start|>assistant
                """);
        assertThat(text(chat.prompt(List.of(new Turn("system", "S"), USER))))
                .isEqualTo(
                        "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nHi there<|im_end|>\n<|im_start|>assistant\n");
    }

    @Test
    void qwen3KeepsThinkingOnlyAfterTheLastQuestion() {
        List<Turn> turns = List.of(
                USER,
                new Turn("assistant", "<think>\nhm\n</think>\n\nYes?"),
                new Turn("user", "Bye"),
                new Turn("assistant", "<think>\nso\n</think>\n\nBye."));
        RenderedChat rendered = ChatTemplate.named("qwen3", tokenizer).render(turns);
        assertThat(text(rendered.ids())).isEqualTo("""
                <|im_start|>user
                Hi there<|im_end|>
                <|im_start|>assistant
                Yes?<|im_end|>
                <|im_start|>user
                Bye<|im_end|>
                <|im_start|>assistant
                <think>
                so
                </think>

                Bye.<|im_end|>
                """);
        assertThat(trained(rendered)).isEqualTo("Yes?<|im_end|><think>\nso\n</think>\n\nBye.<|im_end|>");
        assertThat(text(ChatTemplate.named("qwen3-2507", tokenizer)
                        .render(turns)
                        .ids()))
                .isEqualTo(text(rendered.ids()));
    }

    @Test
    void qwen3WritesAnEmptyThinkingBlock() {
        List<Turn> turns = List.of(USER, new Turn("assistant", "Yes?"));
        String user = "<|im_start|>user\nHi there<|im_end|>\n";
        String header = user + "<|im_start|>assistant\n";
        String empty = "<think>\n\n</think>\n\n";
        ChatTemplate thinking = ChatTemplate.named("qwen3", tokenizer);
        ChatTemplate silent = ChatTemplate.named("qwen3-no-thinking", tokenizer);
        assertThat(text(thinking.prompt(List.of(USER)))).isEqualTo(header);
        assertThat(text(silent.prompt(List.of(USER)))).isEqualTo(header + empty);
        assertThat(text(silent.prompt(turns))).isEqualTo(header + empty + "Yes?");
        assertThat(text(thinking.render(turns).ids())).isEqualTo(header + empty + "Yes?<|im_end|>\n");
        assertThat(text(silent.render(turns).ids())).isEqualTo(header + empty + "Yes?<|im_end|>\n");
        assertThat(trained(thinking.render(turns))).isEqualTo(empty + "Yes?<|im_end|>");
        assertThat(trained(silent.render(turns))).isEqualTo("Yes?<|im_end|>");
    }

    @Test
    void qwen32507IsPlainWithoutThinking() {
        ChatTemplate chat = ChatTemplate.named("qwen3-2507", tokenizer);
        assertThat(chat.render(CONVERSATION))
                .usingRecursiveComparison()
                .isEqualTo(ChatTemplate.named("chatml", tokenizer).render(CONVERSATION));
    }

    @Test
    void llama3(@TempDir Path llama) {
        List<String> specials = List.of(
                "<|end_of_text|>", "<|begin_of_text|>", "<|eot_id|>", "<|start_header_id|>", "<|end_header_id|>");
        TokenizerFixtures.writeWordLevel(llama, specials);
        try (Tokenizer tokens = Tokenizer.load(llama)) {
            ChatTemplate chat = ChatTemplate.named("llama3", tokens);
            RenderedChat rendered =
                    chat.render(List.of(new Turn("system", " S "), USER, new Turn("assistant", " Yes?\n")));
            String expected = "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nS<|eot_id|>"
                    + "<|start_header_id|>user<|end_header_id|>\n\nHi there<|eot_id|>"
                    + "<|start_header_id|>assistant<|end_header_id|>\n\n";
            assertThat(tokens.decodeWithSpecials(rendered.ids())).isEqualTo(expected + "Yes?<|eot_id|>");
            assertThat(rendered.trainedTokens()).isEqualTo(5);
            assertThat(tokens.decodeWithSpecials(chat.prompt(List.of(new Turn("system", "S"), USER))))
                    .isEqualTo(expected);
            assertThat(tokens.decodeWithSpecials(chat.prompt(List.of(USER))))
                    .isEqualTo("<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHi there<|eot_id|>"
                            + "<|start_header_id|>assistant<|end_header_id|>\n\n");
            assertThat(tokens.decodeWithSpecials(
                            ChatTemplate.named("llama3.1", tokens).prompt(List.of(USER))))
                    .isEqualTo("<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\n"
                            + "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n<|eot_id|>"
                            + "<|start_header_id|>user<|end_header_id|>\n\nHi there<|eot_id|>"
                            + "<|start_header_id|>assistant<|end_header_id|>\n\n");
            assertThatThrownBy(() -> ChatTemplate.named("chatml", tokens))
                    .isInstanceOf(IntrainException.class)
                    .hasMessageContaining("has no token '<|im_end|>', which chat template 'chatml' needs");
        }
    }

    @Test
    void realTemplatesAreRecognised() throws IOException {
        Path qwen3 = TokenizerFixtures.realFiles("qwen3");
        assertThat(family(Files.readString(qwen3.resolve("chat_template.jinja"))))
                .isEqualTo(ChatFamily.QWEN3);
        assertThat(family(Files.readString(qwen3.resolve("chat_template.qwen3-instruct-2507.jinja"))))
                .isEqualTo(ChatFamily.QWEN3_2507);
        Path qwen25 = TokenizerFixtures.realFiles("qwen2.5");
        assertThat(ChatTemplateText.detect(qwen25).defaultSystem())
                .contains("You are Qwen, created by Alibaba Cloud. You are a helpful assistant.");
        String olderQwen =
                TokenizerFiles.readConfig(qwen25).path("chat_template").asString();
        assertThat(ChatTemplateText.classify(olderQwen).orElseThrow().defaultSystem())
                .contains("You are a helpful assistant.");
    }

    @Test
    void realQwenIds() {
        try (Tokenizer qwen = Tokenizer.load(TokenizerFixtures.realFiles("qwen2.5"))) {
            ChatTemplate chat = ChatTemplate.named("qwen3-2507", qwen);
            assertThat(chat.prompt(List.of(new Turn("user", "\uD83E\uDD73\uD83E\uDD73\uD83E\uDD73"))))
                    .isEqualTo(TokenSequence.of(
                            151644, 872, 198, 145863, 145863, 145863, 151645, 198, 151644, 77091, 198));
            assertThat(chat.stopIds()).containsExactly(151645, 151643);
        }
    }

    @Test
    void shortTemplatesAreRecognised() throws IOException {
        String plain = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}";
        assertThat(family(plain)).isEqualTo(ChatFamily.CHATML);
        String llama = "{{ '<|start_header_id|>' + role + '<|end_header_id|>' }}<|eot_id|>";
        assertThat(family(llama)).isEqualTo(ChatFamily.LLAMA3);
        assertThat(family(llama + "Cutting Knowledge Date: December 2023")).isEqualTo(ChatFamily.LLAMA3_1);
        assertThat(ChatTemplateText.classify("{{ '<|im_start|>assistant\n<think>\n' }}<|im_end|>"))
                .isEmpty();
        assertThat(ChatTemplateText.classify("[INST] {{ messages[0].content }} [/INST]"))
                .isEmpty();
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"chat_template\": \"[INST]\"}");
        assertThatThrownBy(() -> ChatTemplate.detect(folder, tokenizer))
                .isInstanceOf(IntrainException.class)
                .hasMessageContaining("is none that InTrain can write")
                .hasMessageContaining("model.chatTemplate (chatml, qwen2.5, qwen3");
        Files.delete(folder.resolve("tokenizer_config.json"));
        assertThatThrownBy(() -> ChatTemplate.detect(folder, tokenizer))
                .isInstanceOf(IntrainException.class)
                .hasMessageContaining("no chat template in " + folder);
        Files.writeString(folder.resolve("chat_template.jinja"), plain);
        assertThat(ChatTemplate.detect(folder, tokenizer).family()).isEqualTo(ChatFamily.CHATML);
        assertThatThrownBy(() -> ChatTemplate.named("alpaca", tokenizer))
                .isInstanceOf(IntrainException.class)
                .hasMessageContaining("unknown chat template 'alpaca'");
    }

    private static ChatFamily family(String template) {
        return ChatTemplateText.classify(template).orElseThrow().family();
    }

    private String text(TokenSequence ids) {
        return tokenizer.decodeWithSpecials(ids);
    }

    private String trained(RenderedChat chat) {
        int[] ids = chat.ids().toArray();
        int[] kept = java.util.stream.IntStream.range(0, ids.length)
                .filter(i -> chat.trained()[i])
                .map(i -> ids[i])
                .toArray();
        return text(TokenSequence.of(kept));
    }
}
