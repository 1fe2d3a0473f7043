package dev.intrain.core.model;

import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.checkpoint.TensorLayout;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The weights of one layer, or, in the same places, their gradients. Owned by the decoder.
 *
 * @param inputNorm [C]
 * @param q [H*D,C]
 * @param k [G*D,C]
 * @param v [G*D,C]
 * @param qNorm [D], or null
 * @param kNorm [D], or null
 * @param o [C,H*D]
 * @param postNorm [C]
 * @param gate [F,C]
 * @param up [F,C]
 * @param down [C,F]
 */
record LayerWeights(
        Tensor inputNorm,
        Projection q,
        Projection k,
        Projection v,
        @Nullable Tensor qNorm,
        @Nullable Tensor kNorm,
        Projection o,
        Tensor postNorm,
        Tensor gate,
        Tensor up,
        Tensor down) {

    static LayerWeights of(Map<String, Tensor> tensors, int layer) {
        String prefix = TensorLayout.layer(layer);
        return new LayerWeights(
                require(tensors, prefix + "input_layernorm.weight"),
                Projection.of(tensors, prefix + "self_attn.q_proj"),
                Projection.of(tensors, prefix + "self_attn.k_proj"),
                Projection.of(tensors, prefix + "self_attn.v_proj"),
                tensors.get(prefix + "self_attn.q_norm.weight"),
                tensors.get(prefix + "self_attn.k_norm.weight"),
                Projection.of(tensors, prefix + "self_attn.o_proj"),
                require(tensors, prefix + "post_attention_layernorm.weight"),
                require(tensors, prefix + "mlp.gate_proj.weight"),
                require(tensors, prefix + "mlp.up_proj.weight"),
                require(tensors, prefix + "mlp.down_proj.weight"));
    }

    static Tensor require(Map<String, Tensor> tensors, String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalStateException("no tensor " + name);
        }
        return tensor;
    }
}
