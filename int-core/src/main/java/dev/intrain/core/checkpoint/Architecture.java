package dev.intrain.core.checkpoint;

import java.util.Arrays;
import java.util.Optional;

/** The decoder families we run; they differ only in biases, norms of query and key heads, and defaults of their config.json. */
public enum Architecture {
    /** Qwen3: norms on query and key heads, no biases. */
    QWEN3("Qwen3ForCausalLM", "qwen3"),
    /** Qwen2 and Qwen2.5: biases on query, key and value projections. */
    QWEN2("Qwen2ForCausalLM", "qwen2"),
    /** Llama 2 and 3. */
    LLAMA("LlamaForCausalLM", "llama");

    private final String className;
    private final String modelType;

    Architecture(String className, String modelType) {
        this.className = className;
        this.modelType = modelType;
    }

    /** @return the entry of {@code architectures} in config.json */
    public String className() {
        return className;
    }

    /** @return the {@code model_type} in config.json */
    public String modelType() {
        return modelType;
    }

    static Optional<Architecture> of(String name) {
        return Arrays.stream(values())
                .filter(a -> a.className.equals(name) || a.modelType.equals(name))
                .findFirst();
    }
}
