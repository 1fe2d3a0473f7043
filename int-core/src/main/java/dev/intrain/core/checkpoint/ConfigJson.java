package dev.intrain.core.checkpoint;

import dev.intrain.api.IntrainException;
import dev.intrain.api.tensor.DType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads and writes config.json of Hugging Face, in the older and the newer spelling of its keys. */
public final class ConfigJson {
    private static final Set<String> INTERPRETED = Set.of(
            "architectures",
            "model_type",
            "hidden_act",
            "vocab_size",
            "hidden_size",
            "intermediate_size",
            "num_hidden_layers",
            "num_attention_heads",
            "num_key_value_heads",
            "head_dim",
            "attention_bias",
            "max_position_embeddings",
            "rms_norm_eps",
            "tie_word_embeddings",
            "initializer_range",
            "torch_dtype",
            "dtype");

    private final Path file;
    private final JsonNode json;

    private ConfigJson(Path file, JsonNode json) {
        this.file = file;
        this.json = json;
    }

    /**
     * @param file config.json
     * @return what it says
     * @throws IntrainException if it is missing, broken, or describes a model we cannot run
     */
    public static ModelConfig read(Path file) {
        if (!Files.exists(file)) {
            throw new IntrainException("there is no " + file + "; give a model folder in Hugging Face layout");
        }
        ConfigJson reader = new ConfigJson(file, Json.read(file));
        try {
            return reader.config();
        } catch (IllegalArgumentException e) {
            throw reader.bad(e.getMessage() + "; mend the file or use another model", e);
        }
    }

    private ModelConfig config() {
        Architecture architecture = architecture();
        refuseUnsupported();
        Map<String, Object> other = Json.object(json);
        other.keySet().removeAll(INTERPRETED);
        return new ModelConfig(
                architecture,
                integer("vocab_size"),
                integer("hidden_size"),
                integer("intermediate_size"),
                integer("num_hidden_layers"),
                attention(architecture),
                new RopeJson(json).rope(),
                integer("max_position_embeddings"),
                real("rms_norm_eps", 1e-6),
                bool("tie_word_embeddings", false),
                real("initializer_range", 0.02),
                other);
    }

    private Architecture architecture() {
        JsonNode names = json.path("architectures");
        String name = names.isArray() && !names.isEmpty()
                ? names.path(0).asString("")
                : json.path("model_type").asString("");
        return Architecture.of(name)
                .orElseThrow(() -> bad(
                        "describes a model of the unknown architecture '" + name
                                + "'; use a Qwen3ForCausalLM, Qwen2ForCausalLM or LlamaForCausalLM model",
                        null));
    }

    /** Things that would change the result if they were ignored. */
    private void refuseUnsupported() {
        boolean window =
                bool("use_sliding_window", false) && json.path("sliding_window").isNumber();
        for (JsonNode type : json.path("layer_types")) {
            window |= type.asString("").equals("sliding_attention");
        }
        if (window) {
            throw bad("uses sliding-window attention, which is not supported; use a model with full attention", null);
        }
        String activation = json.path("hidden_act").asString("silu");
        if (!activation.equals("silu")) {
            throw bad("uses the activation '" + activation + "'; only silu is supported", null);
        }
        if (bool("mlp_bias", false)) {
            throw bad("has biases in the feed-forward block (mlp_bias), which is not supported", null);
        }
        if (real("partial_rotary_factor", 1) != 1) {
            throw bad("rotates only part of each head (partial_rotary_factor), which is not supported", null);
        }
    }

    private AttentionConfig attention(Architecture architecture) {
        int heads = integer("num_attention_heads");
        boolean bias = bool("attention_bias", false);
        boolean qwen2 = architecture == Architecture.QWEN2;
        int headDim = architecture == Architecture.QWEN3 ? 128 : integer("hidden_size") / Math.max(heads, 1);
        return new AttentionConfig(
                heads,
                isPresent("num_key_value_heads") ? integer("num_key_value_heads") : heads,
                isPresent("head_dim") ? integer("head_dim") : headDim,
                qwen2 || bias,
                !qwen2 && bias,
                architecture == Architecture.QWEN3);
    }

    private boolean isPresent(String key) {
        return json.hasNonNull(key);
    }

    private int integer(String key) {
        JsonNode node = json.path(key);
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw new IllegalArgumentException(key + " must be a whole number, not " + text(node));
        }
        return node.asInt();
    }

    private double real(String key, double absent) {
        JsonNode node = json.path(key);
        if (isPresent(key) && !node.isNumber()) {
            throw new IllegalArgumentException(key + " must be a number, not " + text(node));
        }
        return isPresent(key) ? node.asDouble() : absent;
    }

    private boolean bool(String key, boolean absent) {
        JsonNode node = json.path(key);
        if (isPresent(key) && !node.isBoolean()) {
            throw new IllegalArgumentException(key + " must be true or false, not " + text(node));
        }
        return isPresent(key) ? node.asBoolean() : absent;
    }

    static String text(JsonNode node) {
        return node.isMissingNode() ? "absent" : node.toString();
    }

    private IntrainException bad(String what, @org.jspecify.annotations.Nullable Throwable cause) {
        String message = file + " " + what;
        return cause == null ? new IntrainException(message) : new IntrainException(message, cause);
    }

    /**
     * @param config a model's shape
     * @param fileType type of its weights in the file
     * @return the text of config.json, with all keys we did not interpret
     */
    public static String write(ModelConfig config, DType fileType) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("architectures", List.of(config.architecture().className()));
        json.put("model_type", config.architecture().modelType());
        json.put("hidden_act", "silu");
        json.putAll(config.otherKeys());
        json.put("vocab_size", config.vocabSize());
        json.put("hidden_size", config.hiddenSize());
        json.put("intermediate_size", config.intermediateSize());
        json.put("num_hidden_layers", config.numHiddenLayers());
        json.put("num_attention_heads", config.attention().numAttentionHeads());
        json.put("num_key_value_heads", config.attention().numKeyValueHeads());
        json.put("head_dim", config.attention().headDim());
        if (config.architecture() != Architecture.QWEN2) {
            json.put("attention_bias", config.attention().qkvBias());
        }
        json.put("max_position_embeddings", config.maxPositionEmbeddings());
        json.put("rms_norm_eps", config.rmsNormEps());
        json.put("tie_word_embeddings", config.tieWordEmbeddings());
        json.put("initializer_range", config.initializerRange());
        if (!json.containsKey("rope_theta") && !json.containsKey("rope_parameters")) {
            RopeJson.write(config.rope(), json);
        }
        json.put("torch_dtype", fileType == DType.BF16 ? "bfloat16" : "float32");
        return Json.write(json);
    }
}
