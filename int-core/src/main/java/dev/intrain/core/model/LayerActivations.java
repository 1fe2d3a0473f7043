package dev.intrain.core.model;

import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.checkpoint.AttentionConfig;
import dev.intrain.core.checkpoint.ModelConfig;
import org.jspecify.annotations.Nullable;

/**
 * What one layer computes on T rows, F32. Kept for the backward pass in training; in generation and scoring one set, with everything
 * that can be in place in place, serves all layers.
 *
 * @param inputNormed [T,C]
 * @param inputInvRms [T]
 * @param q [T,H*D] before norm and rotation
 * @param k [T,G*D] before norm and rotation
 * @param v [T,G*D]
 * @param qInvRms [T*H]
 * @param kInvRms [T*G]
 * @param qRotated [T,H*D]; q itself in place
 * @param kRotated [T,G*D]; k itself in place
 * @param attention [T,H*D]
 * @param lse [T,H]
 * @param middle [T,C] residual stream between attention and feed-forward block; null where the stream is updated in place
 * @param middleNormed [T,C]
 * @param middleInvRms [T]
 * @param gate [T,F]
 * @param up [T,F]
 * @param inner [T,F]; gate itself in place
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

    /** Everything apart, for a backward pass. */
    static LayerActivations kept(Arena arena, ModelConfig config, long rows) {
        return allocate(arena, config, rows, true);
    }

    /** As little as a forward pass needs. */
    static LayerActivations inPlace(Arena arena, ModelConfig config, long rows) {
        return allocate(arena, config, rows, false);
    }

    private static LayerActivations allocate(Arena arena, ModelConfig config, long rows, boolean kept) {
        AttentionConfig attention = config.attention();
        long c = config.hiddenSize();
        long f = config.intermediateSize();
        Tensor normed = arena.f32(rows, c);
        Tensor invRms = arena.f32(rows);
        Tensor q = arena.f32(rows, attention.queryWidth());
        Tensor k = arena.f32(rows, attention.keyValueWidth());
        Tensor gate = arena.f32(rows, f);
        return new LayerActivations(
                normed,
                invRms,
                q,
                k,
                arena.f32(rows, attention.keyValueWidth()),
                arena.f32(rows * attention.numAttentionHeads()),
                arena.f32(rows * attention.numKeyValueHeads()),
                kept && attention.qkNorm() ? arena.f32(rows, attention.queryWidth()) : q,
                kept && attention.qkNorm() ? arena.f32(rows, attention.keyValueWidth()) : k,
                arena.f32(rows, attention.queryWidth()),
                arena.f32(rows, attention.numAttentionHeads()),
                kept ? arena.f32(rows, c) : null,
                kept ? arena.f32(rows, c) : normed,
                kept ? arena.f32(rows) : invRms,
                gate,
                arena.f32(rows, f),
                kept ? arena.f32(rows, f) : gate);
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
