package dev.intrain.core.model;

import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.checkpoint.AttentionConfig;
import dev.intrain.core.checkpoint.ModelConfig;
import org.jspecify.annotations.Nullable;

/**
 * What one layer computes on T rows, F32; what is nothing but multiplied may be BF16. In training each layer keeps what is dear to compute; what is cheap (norms, rotated heads, the
 * product of gate and up) passes through memory that all layers share, and the backward pass computes it again with the same bits. In
 * generation and scoring one set, with everything that can be in place in place, serves all layers.
 *
 * @param inputNormed [T,C]; shared by all layers
 * @param inputInvRms [T]
 * @param q [T,H*D] before norm and rotation
 * @param k [T,G*D] before norm and rotation
 * @param v [T,G*D]
 * @param qInvRms [T*H]
 * @param kInvRms [T*G]
 * @param qRotated [T,H*D]; shared by all layers, or q itself in place
 * @param kRotated [T,G*D]; shared by all layers, or k itself in place
 * @param attention [T,H*D]
 * @param lse [T,H]
 * @param middle [T,C] residual stream between attention and feed-forward block; null where the stream is updated in place
 * @param middleNormed [T,C]; the same memory as inputNormed
 * @param middleInvRms [T]
 * @param gate [T,F]
 * @param up [T,F]
 * @param inner [T,F]; shared by all layers, or gate itself in place
 */
record LayerActivations(
        Tensor inputNormed,
        Tensor inputInvRms,
        Tensor q,
        Tensor k,
        Tensor v,
        Tensor qInvRms,
        Tensor kInvRms,
        Tensor qRotated,
        Tensor kRotated,
        Tensor attention,
        Tensor lse,
        @Nullable Tensor middle,
        Tensor middleNormed,
        Tensor middleInvRms,
        Tensor gate,
        Tensor up,
        Tensor inner) {

    /** Rotated heads of the layer that is being computed, [T,H*D] and [T,G*D]; null where heads have no norm and rotate in place. */
    record Rotated(Tensor q, Tensor k) {
        static @Nullable Rotated allocate(Arena arena, ModelConfig config, long rows) {
            AttentionConfig attention = config.attention();
            return attention.qkNorm()
                    ? new Rotated(arena.f32(rows, attention.queryWidth()), arena.f32(rows, attention.keyValueWidth()))
                    : null;
        }
    }

    /** For a backward pass: what passes through is in the gradients' memory, which the forward pass does not need yet. */
    static LayerActivations kept(
            Arena arena, ModelConfig config, long rows, LayerGradients gradients, @Nullable Rotated rotated) {
        AttentionConfig attention = config.attention();
        Tensor q = arena.f32(rows, attention.queryWidth());
        Tensor k = arena.f32(rows, attention.keyValueWidth());
        return new LayerActivations(
                gradients.normed(),
                arena.f32(rows),
                q,
                k,
                arena.f32(rows, attention.keyValueWidth()),
                arena.f32(rows * attention.numAttentionHeads()),
                arena.f32(rows * attention.numKeyValueHeads()),
                rotated == null ? q : rotated.q(),
                rotated == null ? k : rotated.k(),
                arena.f32(rows, attention.queryWidth()),
                arena.f32(rows, attention.numAttentionHeads()),
                arena.f32(rows, config.hiddenSize()),
                gradients.normed(),
                arena.f32(rows),
                arena.f32(rows, config.intermediateSize()),
                arena.f32(rows, config.intermediateSize()),
                gradients.inner());
    }

    /**
     * As little as a forward pass needs.
     *
     * @param multiplied type of what is nothing but multiplied
     */
    static LayerActivations inPlace(Arena arena, ModelConfig config, long rows, DType multiplied) {
        AttentionConfig attention = config.attention();
        Tensor normed = arena.of(multiplied, rows, config.hiddenSize());
        Tensor invRms = arena.f32(rows);
        Tensor q = arena.f32(rows, attention.queryWidth());
        Tensor k = arena.f32(rows, attention.keyValueWidth());
        Tensor gate = arena.f32(rows, config.intermediateSize());
        return new LayerActivations(
                normed,
                invRms,
                q,
                k,
                arena.f32(rows, attention.keyValueWidth()),
                arena.f32(rows * attention.numAttentionHeads()),
                arena.f32(rows * attention.numKeyValueHeads()),
                q,
                k,
                arena.of(multiplied, rows, attention.queryWidth()),
                arena.f32(rows, attention.numAttentionHeads()),
                null,
                normed,
                invRms,
                gate,
                arena.f32(rows, config.intermediateSize()),
                multiplied == DType.F32 ? gate : arena.of(multiplied, rows, config.intermediateSize()));
    }

    /** Windows of the first rows. */
    LayerActivations rows(long n) {
        return new LayerActivations(
                first(inputNormed, n),
                first(inputInvRms, n),
                first(q, n),
                first(k, n),
                first(v, n),
                first(qInvRms, n * lse.dim(1)),
                first(kInvRms, n * (kInvRms.dim(0) / lse.dim(0))),
                first(qRotated, n),
                first(kRotated, n),
                first(attention, n),
                first(lse, n),
                middle == null ? null : first(middle, n),
                first(middleNormed, n),
                first(middleInvRms, n),
                first(gate, n),
                first(up, n),
                first(inner, n));
    }

    static Tensor first(Tensor tensor, long n) {
        return tensor.rank() == 1 ? tensor.as(n) : tensor.as(n, tensor.dim(1));
    }
}
