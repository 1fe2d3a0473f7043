package dev.intrain.core.recipe;

import dev.intrain.api.tensor.DType;
import java.nio.file.Path;

/**
 * The model to train and how it is asked.
 *
 * @param path folder of the base model in Hugging Face layout, absolute
 * @param dtype type of the weights: {@link DType#F32} or {@link DType#BF16}
 * @param chatTemplate chat format by name, or {@code auto}
 * @param prompt the wording of the question
 */
public record ModelRecipe(Path path, DType dtype, String chatTemplate, PromptRecipe prompt) {
    /** Checks the type. */
    public ModelRecipe {
        if (dtype == DType.I32) {
            throw new InvalidKey("dtype", "must be bf16 or f32, not i32");
        }
        Require.text("chatTemplate", chatTemplate);
    }
}
