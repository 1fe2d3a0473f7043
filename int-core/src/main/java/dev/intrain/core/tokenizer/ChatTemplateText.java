package dev.intrain.core.tokenizer;

import dev.intrain.api.IntrainException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Finds a model folder's chat template and recognises which format it writes. */
final class ChatTemplateText {
    private static final String QWEN_SYSTEM = "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.";

    /** A system turn that the template writes out itself, without an expression in it. */
    private static final Pattern DEFAULT_SYSTEM =
            Pattern.compile("<\\|im_start\\|>system\\n((?!\\s*\\{\\{)[^'\"<]+)<\\|im_end\\|>");

    private ChatTemplateText() {}

    /**
     * @param family the format
     * @param defaultSystem the system prompt it writes where a conversation has none
     */
    record Detected(ChatFamily family, Optional<String> defaultSystem) {}

    static Optional<String> usualSystem(ChatFamily family) {
        return family == ChatFamily.QWEN2_5 ? Optional.of(QWEN_SYSTEM) : Optional.empty();
    }

    static Detected detect(Path folder) {
        String template = find(folder)
                .orElseThrow(() -> new IntrainException("no chat template in " + folder
                        + " (looked for chat_template.jinja, chat_template.json and chat_template in tokenizer_config.json): name one in "
                        + "model.chatTemplate (" + ChatFamily.names() + ")"));
        return classify(template)
                .orElseThrow(() -> new IntrainException("the chat template in " + folder
                        + " is none that InTrain can write: name the one it agrees with in model.chatTemplate ("
                        + ChatFamily.names() + ")"));
    }

    static Optional<Detected> classify(String source) {
        String template = source.replace("\\n", "\n");
        if (template.contains("<|start_header_id|>") && template.contains("<|eot_id|>")) {
            boolean dated = template.contains("Cutting Knowledge Date");
            return detected(dated ? ChatFamily.LLAMA3_1 : ChatFamily.LLAMA3, Optional.empty());
        }
        boolean foreign = template.contains("bos_token")
                || template.contains("<|im_sep|>")
                || template.contains("assistant\n<think>\n'")
                || template.contains("assistant\n<think>\n\"");
        if (!template.contains("<|im_start|>") || !template.contains("<|im_end|>") || foreign) {
            return Optional.empty();
        }
        if (template.contains("enable_thinking")) {
            return detected(ChatFamily.QWEN3, Optional.empty());
        }
        Matcher system = DEFAULT_SYSTEM.matcher(template);
        if (system.find()) {
            return detected(ChatFamily.QWEN2_5, Optional.of(system.group(1).replace("\\\\", "\\")));
        }
        boolean dropsThinking = template.contains("</think>");
        return detected(dropsThinking ? ChatFamily.QWEN3_2507 : ChatFamily.CHATML, Optional.empty());
    }

    private static Optional<Detected> detected(ChatFamily family, Optional<String> system) {
        return Optional.of(new Detected(family, system));
    }

    private static Optional<String> find(Path folder) {
        Path jinja = folder.resolve("chat_template.jinja");
        if (Files.exists(jinja)) {
            return Optional.of(TokenizerFiles.text(jinja));
        }
        Path json = folder.resolve("chat_template.json");
        if (Files.exists(json)) {
            return text(TokenizerFiles.parse(json).path("chat_template"));
        }
        return text(TokenizerFiles.readConfig(folder).path("chat_template"));
    }

    /** Either the template, or a list of named ones of which {@code default} is the plain chat. */
    private static Optional<String> text(JsonNode node) {
        if (node.isString()) {
            return Optional.of(node.asString());
        }
        for (JsonNode named : node) {
            if (named.path("name").asString("").equals("default")) {
                return Optional.of(named.path("template").asString());
            }
        }
        return Optional.empty();
    }
}
