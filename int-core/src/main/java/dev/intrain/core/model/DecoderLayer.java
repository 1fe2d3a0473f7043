package dev.intrain.core.model;

import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.LinearGradient;
import dev.intrain.api.tensor.LinearMap;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.checkpoint.AttentionConfig;
import dev.intrain.core.checkpoint.ModelConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pre-norm decoder layer: {@code m = x + Wo attention(rope(norm(Wq h)), rope(norm(Wk h)), Wv h)} with {@code h = norm(x)}, then
 * {@code y = m + Wdown(silu(Wgate g) * Wup g)} with {@code g = norm(m)}.
 *
 * <p>The parts are separate because training attends over packed keys and generation over cached ones; all else is the same code.
 * Legend: T rows, C model width, H query heads, G key-value heads, D head size, F inner width.
 */
final class DecoderLayer {
    private final Backend backend;
    private final AttentionConfig attention;
    private final float eps;
    private final float scale;

    DecoderLayer(Backend backend, ModelConfig config) {
        this.backend = backend;
        this.attention = config.attention();
        this.eps = (float) config.rmsNormEps();
        this.scale = (float) (1 / Math.sqrt(attention.headDim()));
    }

    float scale() {
        return scale;
    }

    /** First part: from the residual stream [T,C] to rotated queries and keys, and values. */
    void project(LayerWeights w, Tensor input, LayerActivations a, Tensor ropeTable, Tensor positions) {
        backend.rmsNorm(input, w.inputNorm(), eps, a.inputNormed(), a.inputInvRms());
        backend.linear(a.inputNormed(), List.of(w.q().onto(a.q()), w.k().onto(a.k()), w.v().onto(a.v())));
        if (w.qNorm() == null || w.kNorm() == null) {
            backend.rope(asHeads(a.qRotated()), ropeTable, positions, false);
            backend.rope(asHeads(a.kRotated()), ropeTable, positions, false);
        } else {
            rotate(w, a, ropeTable, positions);
        }
    }

    /** Rotated queries and keys, from those before norm and rotation; where heads have no norm they were rotated in place. */
    void rotate(LayerWeights w, LayerActivations a, Tensor ropeTable, Tensor positions) {
        if (w.qNorm() != null && w.kNorm() != null) {
            backend.rmsNormRope(
                    asHeads(a.q()), w.qNorm(), eps, ropeTable, positions, asHeads(a.qRotated()), a.qInvRms());
            backend.rmsNormRope(
                    asHeads(a.k()), w.kNorm(), eps, ropeTable, positions, asHeads(a.kRotated()), a.kInvRms());
        }
    }

    /** Last part: from the attention's output to the residual stream after the layer; output may be input. */
    void finish(LayerWeights w, Tensor input, Tensor output, LayerActivations a) {
        Tensor middle = expand(w, input, a);
        if (a.middle() != null) {
            backend.copy(middle, output);
        }
        backend.linear(a.inner(), w.down(), null, output, true);
    }

    /** The last part but for its final projection; returns the residual stream between the blocks. */
    Tensor expand(LayerWeights w, Tensor input, LayerActivations a) {
        Tensor middle = a.middle() == null ? input : a.middle();
        if (a.middle() != null) {
            backend.copy(input, middle);
        }
        backend.linear(a.attention(), w.o().weight(), w.o().bias(), middle, true);
        backend.rmsNorm(middle, w.postNorm(), eps, a.middleNormed(), a.middleInvRms());
        backend.linear(
                a.middleNormed(),
                List.of(new LinearMap(w.gate(), null, a.gate()), new LinearMap(w.up(), null, a.up())));
        backend.swiglu(a.gate(), a.up(), a.inner());
        return middle;
    }

    /**
     * Backward of {@link #finish}: dx [T,C] enters as the gradient after the layer and leaves as that of the middle; {@code =}
     * dAttention; {@code +=} weight gradients. May overwrite gate and up of the activations. Their inner and normed rows are computed
     * again on the way; {@link LayerGradients} says where.
     */
    void finishBackward(LayerWeights w, LayerWeights dw, LayerActivations a, Tensor dx, LayerGradients d) {
        Tensor middle = required(a.middle());
        backend.linearBackwardInput(dx, w.down(), d.dInner(), false);
        // Where gradients are F32, those of gate and up take their place.
        Tensor dGate = d.narrow() == null ? a.gate() : d.narrow().dGate();
        Tensor dUp = d.narrow() == null ? a.up() : d.narrow().dUp();
        backend.swigluBackwardAgain(a.gate(), a.up(), d.dInner(), dGate, dUp, a.inner());
        backend.linearBackwardWeight(a.inner(), dx, w.down().dtype(), dw.down(), null);
        backend.linearBackwardInput(
                d.dNormed(), List.of(new LinearGradient(dGate, w.gate()), new LinearGradient(dUp, w.up())));
        // All inputs before the first weight: the normed rows may take the place of their gradient.
        backend.rmsNormBackwardAgain(
                middle, w.postNorm(), eps, a.middleInvRms(), d.dNormed(), dx, dw.postNorm(), a.middleNormed());
        backend.linearBackwardWeight(a.middleNormed(), dGate, w.gate().dtype(), dw.gate(), null);
        backend.linearBackwardWeight(a.middleNormed(), dUp, w.up().dtype(), dw.up(), null);
        backend.linearBackwardWeight(
                a.attention(),
                dx,
                w.o().weight().dtype(),
                dw.o().weight(),
                dw.o().bias());
        backend.linearBackwardInput(dx, w.o().weight(), d.dAttention(), false);
    }

    /** Backward of {@link #project}: from dq, dk, dv; dx [T,C] {@code +=}; weight gradients {@code +=}. */
    void projectBackward(
            LayerWeights w,
            LayerWeights dw,
            Tensor input,
            LayerActivations a,
            Tensor ropeTable,
            Tensor positions,
            Tensor dx,
            LayerGradients d) {
        Tensor dq = d.narrow() == null || d.narrow().dq() == null
                ? d.dq()
                : d.narrow().dq();
        Tensor dk = d.narrow() == null || d.narrow().dk() == null
                ? d.dk()
                : d.narrow().dk();
        rotateBackward(a.q(), w.qNorm(), a.qInvRms(), ropeTable, positions, d.dq(), dq, dw.qNorm());
        rotateBackward(a.k(), w.kNorm(), a.kInvRms(), ropeTable, positions, d.dk(), dk, dw.kNorm());
        backend.linearBackwardInput(
                d.dNormed(),
                List.of(
                        new LinearGradient(dq, w.q().weight()),
                        new LinearGradient(dk, w.k().weight()),
                        new LinearGradient(d.dv(), w.v().weight())));
        backend.rmsNormBackwardAgain(
                input, w.inputNorm(), eps, a.inputInvRms(), d.dNormed(), dx, dw.inputNorm(), a.inputNormed());
        backend.linearBackwardWeight(
                a.inputNormed(),
                dq,
                w.q().weight().dtype(),
                dw.q().weight(),
                dw.q().bias());
        backend.linearBackwardWeight(
                a.inputNormed(),
                dk,
                w.k().weight().dtype(),
                dw.k().weight(),
                dw.k().bias());
        backend.linearBackwardWeight(
                a.inputNormed(),
                d.dv(),
                w.v().weight().dtype(),
                dw.v().weight(),
                dw.v().bias());
    }

    private void rotateBackward(
            Tensor x,
            @Nullable Tensor weight,
            Tensor invRms,
            Tensor ropeTable,
            Tensor positions,
            Tensor dy,
            Tensor dx,
            @Nullable Tensor dWeight) {
        if (weight != null && dWeight != null) {
            backend.rmsNormRopeBackward(
                    asHeads(x), weight, invRms, ropeTable, positions, asHeads(dy), asHeads(dx), dWeight);
        } else {
            backend.rope(asHeads(dy), ropeTable, positions, true);
        }
    }

    /** [T,H*D] as [T,H,D]. */
    Tensor asHeads(Tensor heads) {
        return heads.as(heads.dim(0), heads.dim(1) / attention.headDim(), attention.headDim());
    }

    private static Tensor required(@Nullable Tensor middle) {
        if (middle == null) {
            throw new IllegalStateException("a backward pass needs kept activations");
        }
        return middle;
    }
}
