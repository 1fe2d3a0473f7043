package dev.intrain.core.tokenizer;

import dev.intrain.api.IntrainException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The chat formats the engine can render, by the name a recipe gives in {@code model.chatTemplate}. */
public enum ChatFamily {
    /** {@code <|im_start|>role\ncontent<|im_end|>\n}, without a system prompt of its own. */
    CHATML("chatml"),
    /** ChatML with Qwen2.5's default system prompt. */
    QWEN2_5("qwen2.5"),
    /** ChatML with thinking blocks; the model is left to write them. */
    QWEN3("qwen3"),
    /** As {@link #QWEN3} with {@code enable_thinking=false}: the assistant's turn begins with an empty thinking block. */
    QWEN3_NO_THINKING("qwen3-no-thinking"),
    /** Qwen3-Instruct-2507: ChatML; thinking blocks of earlier turns are dropped. */
    QWEN3_2507("qwen3-2507"),
    /** Llama 3: headers, a begin-of-text token, trimmed contents. */
    LLAMA3("llama3"),
    /** Llama 3.1 and later: as {@link #LLAMA3}, with a system turn that always names the two dates. */
    LLAMA3_1("llama3.1");

    private final String id;

    ChatFamily(String id) {
        this.id = id;
    }

    /** @return the name in recipes */
    public String id() {
        return id;
    }

    boolean isLlama() {
        return this == LLAMA3 || this == LLAMA3_1;
    }

    /** The tokens without which the format cannot be written; the first ends a turn. */
    List<String> requiredTokens() {
        return isLlama()
                ? List.of("<|eot_id|>", "<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>")
                : List.of("<|im_end|>", "<|im_start|>");
    }

    /** A further token that ends a completion where the tokenizer has it. */
    String documentEnd() {
        return isLlama() ? "<|end_of_text|>" : "<|endoftext|>";
    }

    static ChatFamily named(String name) {
        return Arrays.stream(values())
                .filter(family -> family.id.equals(name))
                .findFirst()
                .orElseThrow(() -> new IntrainException(
                        "unknown chat template '" + name + "': model.chatTemplate may be " + names()));
    }

    static String names() {
        return Arrays.stream(values()).map(ChatFamily::id).collect(Collectors.joining(", "));
    }
}
