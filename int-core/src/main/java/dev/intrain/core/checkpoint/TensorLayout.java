package dev.intrain.core.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;

/** The weights a model of a given shape has: Hugging Face names, in the order of the forward pass, with their shapes. */
public final class TensorLayout {
    /** The embedding [V,C], also the head of a tied model. */
    public static final String EMBEDDING = "model.embed_tokens.weight";
    /** The final norm [C]. */
    public static final String FINAL_NORM = "model.norm.weight";
    /** The head [V,C] of an untied model. */
    public static final String HEAD = "lm_head.weight";

    private TensorLayout() {}

    /**
     * @param config the model
     * @return shape by tensor name
     */
    public static Map<String, long[]> of(ModelConfig config) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put(EMBEDDING, new long[] {config.vocabSize(), config.hiddenSize()});
        for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
            addLayer(shapes, config, layer(layer));
        }
        shapes.put(FINAL_NORM, new long[] {config.hiddenSize()});
        if (!config.tieWordEmbeddings()) {
            shapes.put(HEAD, new long[] {config.vocabSize(), config.hiddenSize()});
        }
        return shapes;
    }

    /**
     * @param layer 0-based
     * @return the prefix of that layer's names
     */
    public static String layer(int layer) {
        return "model.layers." + layer + ".";
    }

    private static void addLayer(Map<String, long[]> shapes, ModelConfig config, String prefix) {
        AttentionConfig attention = config.attention();
        long c = config.hiddenSize();
        long f = config.intermediateSize();
        long q = attention.queryWidth();
        long kv = attention.keyValueWidth();
        shapes.put(prefix + "input_layernorm.weight", new long[] {c});
        projection(shapes, prefix + "self_attn.q_proj", q, c, attention.qkvBias());
        projection(shapes, prefix + "self_attn.k_proj", kv, c, attention.qkvBias());
        projection(shapes, prefix + "self_attn.v_proj", kv, c, attention.qkvBias());
        if (attention.qkNorm()) {
            shapes.put(prefix + "self_attn.q_norm.weight", new long[] {attention.headDim()});
            shapes.put(prefix + "self_attn.k_norm.weight", new long[] {attention.headDim()});
        }
        projection(shapes, prefix + "self_attn.o_proj", c, q, attention.outputBias());
        shapes.put(prefix + "post_attention_layernorm.weight", new long[] {c});
        projection(shapes, prefix + "mlp.gate_proj", f, c, false);
        projection(shapes, prefix + "mlp.up_proj", f, c, false);
        projection(shapes, prefix + "mlp.down_proj", c, f, false);
    }

    private static void projection(Map<String, long[]> shapes, String name, long out, long in, boolean bias) {
        shapes.put(name + ".weight", new long[] {out, in});
        if (bias) {
            shapes.put(name + ".bias", new long[] {out});
        }
    }

    /**
     * @param shape extents
     * @return number of elements
     */
    public static long size(long[] shape) {
        long size = 1;
        for (long extent : shape) {
            size *= extent;
        }
        return size;
    }
}
