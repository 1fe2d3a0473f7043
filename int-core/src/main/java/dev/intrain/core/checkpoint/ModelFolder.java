package dev.intrain.core.checkpoint;

import dev.intrain.api.IntrainException;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A model in Hugging Face layout: config.json and weights which fit it exactly. */
public final class ModelFolder {
    private static final List<String> TOKENIZER_FILES = List.of(
            "tokenizer.json",
            "tokenizer_config.json",
            "tokenizer.model",
            "vocab.json",
            "merges.txt",
            "added_tokens.json",
            "special_tokens_map.json",
            "chat_template.jinja",
            "chat_template.json",
            "generation_config.json");
    private static final Set<String> READABLE = Set.of("F32", "BF16", "F16");

    private final Path folder;
    private final ModelConfig config;
    private final Safetensors weights;

    private ModelFolder(Path folder, ModelConfig config, Safetensors weights) {
        this.folder = folder;
        this.config = config;
        this.weights = weights;
    }

    /**
     * Opens and checks a folder; no weight is read yet.
     *
     * @param folder the model
     * @return its config and weights
     * @throws IntrainException if anything is missing, damaged or not supported
     */
    public static ModelFolder open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new IntrainException("there is no model folder " + folder + "; give a folder in Hugging Face layout");
        }
        ModelConfig config = ConfigJson.read(folder.resolve("config.json"));
        ModelFolder files = new ModelFolder(folder, config, Safetensors.openFolder(folder));
        files.requireLayout(config);
        return files;
    }

    /** @return what config.json says */
    public ModelConfig config() {
        return config;
    }

    /**
     * Checks that the weights are exactly those of a model.
     *
     * @param expected the model's shape
     */
    public void requireLayout(ModelConfig expected) {
        Map<String, long[]> layout = TensorLayout.of(expected);
        layout.forEach((name, shape) -> {
            StoredTensor stored = weights.tensor(name);
            if (!READABLE.contains(stored.dtype())) {
                throw new IntrainException("tensor " + name + " in " + stored.file() + " is of type " + stored.dtype()
                        + "; save the model as float32, bfloat16 or float16");
            }
            if (!Arrays.equals(stored.shape(), shape)) {
                throw new IntrainException("tensor " + name + " in " + stored.file() + " has shape "
                        + Arrays.toString(stored.shape()) + ", config.json calls for " + Arrays.toString(shape)
                        + "; use the folder's own config.json");
            }
        });
        for (String name : weights.names()) {
            if (!layout.containsKey(name) && !isHarmless(name, expected)) {
                throw new IntrainException(folder + " holds tensor " + name
                        + ", which a " + expected.architecture().className()
                        + " with this config.json does not have; use a folder whose config.json and weights match");
            }
        }
    }

    /** Old exports store RoPE frequencies, and some tied models a copy of their head; neither is a weight. */
    private static boolean isHarmless(String name, ModelConfig expected) {
        return name.endsWith(".rotary_emb.inv_freq") || expected.tieWordEmbeddings() && name.equals(TensorLayout.HEAD);
    }

    /**
     * Reads a weight.
     *
     * @param name its name
     * @param backend where target lives
     * @param target F32 or BF16 of the same size; numbers are converted, rounding to nearest even
     */
    public void read(String name, Backend backend, Tensor target) {
        String dtype = weights.tensor(name).dtype();
        boolean same = dtype.equals(target.dtype().name());
        weights.read(name, (first, bytes) -> {
            if (same) {
                backend.writeBytes(target, first, bytes);
            } else {
                float[] values = Floats.decode(dtype, bytes);
                backend.write(target, first, values, 0, values.length);
            }
        });
    }

    /**
     * Writes a folder that other software loads; it appears whole or not at all.
     *
     * @param folder replaced if it exists
     * @param config the model's shape
     * @param backend where the tensors live
     * @param tensors weights by name
     * @param fileType F32 or BF16
     * @param copyTokenizerFilesFrom folder whose tokenizer files and generation_config.json are copied, or null
     */
    public static void save(
            Path folder,
            ModelConfig config,
            Backend backend,
            Map<String, Tensor> tensors,
            DType fileType,
            @Nullable Path copyTokenizerFilesFrom) {
        Map<String, TensorSource> sources = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> sources.put(name, new TensorSource(backend, tensor, fileType)));
        AtomicFiles.replaceDirectory(folder, aside -> {
            AtomicFiles.writeString(aside.resolve("config.json"), ConfigJson.write(config, fileType));
            SafetensorsWriter.write(aside.resolve("model.safetensors"), sources);
            if (copyTokenizerFilesFrom != null) {
                copyTokenizerFiles(copyTokenizerFilesFrom, aside);
            }
        });
    }

    private static void copyTokenizerFiles(Path from, Path to) throws IOException {
        for (String name : TOKENIZER_FILES) {
            if (Files.exists(from.resolve(name))) {
                Files.write(to.resolve(name), Files.readAllBytes(from.resolve(name)));
            }
        }
    }
}
