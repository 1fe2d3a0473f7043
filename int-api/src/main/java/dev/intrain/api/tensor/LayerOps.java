package dev.intrain.api.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a decoder's layers, forward next to backward.
 *
 * <p>Legend: T tokens of all packed sequences together, C model width, H query heads, G key-value heads, D head size, F inner width
 * of the feed-forward block, V vocabulary, S sequences. Gradients carry the prefix {@code d}. Every operation writes into given
 * outputs ({@code =} unless marked {@code +=}), may run asynchronously and returns nothing. Activations and gradients are
 * {@link DType#F32}, weights F32 or {@link DType#BF16}; what is multiplied
 * with a BF16 matrix may be rounded to BF16 first; reductions accumulate in at least F32. The bits of an output row depend on
 * that row's inputs and on the sizes of a row, never on how many rows share the call or on the number of threads.
 */
public interface LayerOps {
    /**
     * The type in which this backend likes rows that are nothing but multiplied with weights of a given type: with BF16 they may be
     * written in BF16 by the operation that makes them, where it says so, and the product has the bits it would have had.
     *
     * @param weights type of the weights
     * @return F32, or BF16
     */
    default DType multiplied(DType weights) {
        return DType.F32;
    }

    /**
     * {@code y[t,n] = sum_k x[t,k] w[n,k] (+ bias[n]) (+ y[t,n] if accumulate)}.
     *
     * @param x [T,K], F32 or {@link #multiplied}
     * @param w [N,K], as Hugging Face stores it
     * @param bias [N] or null
     * @param y [T,N]
     * @param accumulate whether to add to y: a residual connection costs no extra pass
     */
    void linear(Tensor x, Tensor w, @Nullable Tensor bias, Tensor y, boolean accumulate);

    /**
     * Several linear maps of the same rows, such as queries, keys and values: the bits of each by itself. A backend may compute them
     * together, which saves it a beginning and an end for each.
     *
     * @param x [T,K], F32 or {@link #multiplied}
     * @param maps what to compute; outputs are memory of their own
     */
    default void linear(Tensor x, List<LinearMap> maps) {
        for (LinearMap map : maps) {
            linear(x, map.w(), map.bias(), map.y(), false);
        }
    }

    /**
     * {@code dx[t,k] = sum_n dy[t,n] w[n,k]} ({@code +=} if accumulate).
     *
     * @param dy [T,N], F32 or {@link #multiplied}
     * @param w [N,K]
     * @param dx [T,K]
     * @param accumulate whether to add to dx
     */
    void linearBackwardInput(Tensor dy, Tensor w, Tensor dx, boolean accumulate);

    /**
     * The same through several maps of the same rows, such as queries, keys and values: {@code dx =} the first map's gradient, to which the
     * others' are added in order, with the bits of doing so one by one. A backend may compute them together.
     *
     * @param dx [T,K], memory of its own
     * @param maps at least one
     */
    default void linearBackwardInput(Tensor dx, List<LinearGradient> maps) {
        for (int i = 0; i < maps.size(); i++) {
            linearBackwardInput(maps.get(i).dy(), maps.get(i).w(), dx, i > 0);
        }
    }

    /**
     * {@code dw[n,k] += sum_t dy[t,n] x[t,k]} and {@code dBias[n] += sum_t dy[t,n]}.
     *
     * @param x [T,K]
     * @param dy [T,N]
     * @param dw [N,K], +=
     * @param dBias [N], += , or null
     */
    void linearBackwardWeight(Tensor x, Tensor dy, Tensor dw, @Nullable Tensor dBias);

    /**
     * The same, of a weight that the other two products use in the given type. With BF16 a backend may round x and dy to BF16 first;
     * sums are F32 all the same.
     *
     * @param x [T,K], F32 or {@link #multiplied}
     * @param dy [T,N], F32 or {@link #multiplied}
     * @param precision type of the weight
     * @param dw [N,K], +=
     * @param dBias [N], += , or null
     */
    default void linearBackwardWeight(Tensor x, Tensor dy, DType precision, Tensor dw, @Nullable Tensor dBias) {
        linearBackwardWeight(x, dy, dw, dBias);
    }

    /**
     * Selects rows: {@code out[t] = table[rows[t]]}. The token embedding, and the choice of trained positions.
     *
     * @param table [R,C], F32 or BF16
     * @param rows [T] I32
     * @param out [T,C]
     */
    void gatherRows(Tensor table, Tensor rows, Tensor out);

    /**
     * Adds rows back, in order of t: {@code dTable[rows[t]] += dOut[t]}.
     *
     * @param dOut [T,C]
     * @param rows [T] I32
     * @param dTable [R,C] F32, +=
     */
    void scatterAddRows(Tensor dOut, Tensor rows, Tensor dTable);

    /**
     * RMSNorm: {@code y = x * weight * invRms}, {@code invRms[t] = 1 / sqrt(mean(x[t]^2) + eps)} (Zhang and Sennrich 2019). Norms of
     * query and key heads pass [T*H,D] views.
     *
     * @param x [T,C]
     * @param weight [C]
     * @param eps the model's rms_norm_eps
     * @param y [T,C], F32 or {@link #multiplied}; may be x
     * @param invRms [T], kept for the backward pass
     */
    void rmsNorm(Tensor x, Tensor weight, float eps, Tensor y, Tensor invRms);

    /**
     * Backward of {@link #rmsNorm}: {@code dx[t] = invRms * (dy*weight - x * invRms^2 * mean(dy*weight*x))}.
     *
     * @param x [T,C], the norm's input
     * @param weight [C]
     * @param invRms [T]
     * @param dy [T,C]
     * @param dx [T,C]; may be dy unless accumulate; where it does not accumulate, F32 or {@link #multiplied}
     * @param accumulate whether to add to dx
     * @param dWeight [C], +=
     */
    void rmsNormBackward(
            Tensor x, Tensor weight, Tensor invRms, Tensor dy, Tensor dx, boolean accumulate, Tensor dWeight);

    /**
     * {@link #rmsNormBackward}, then {@link #rmsNorm} again: one pass for a backward pass that did not keep y.
     *
     * @param x [T,C], the norm's input
     * @param weight [C]
     * @param eps the model's rms_norm_eps
     * @param invRms [T]
     * @param dy [T,C]
     * @param dx [T,C], F32, += ; not dy
     * @param dWeight [C], +=
     * @param y [T,C], =; F32 or {@link #multiplied}; may be dy
     */
    default void rmsNormBackwardAgain(
            Tensor x, Tensor weight, float eps, Tensor invRms, Tensor dy, Tensor dx, Tensor dWeight, Tensor y) {
        rmsNormBackward(x, weight, invRms, dy, dx, true, dWeight);
        rmsNorm(x, weight, eps, y, invRms);
    }

    /**
     * {@link #rmsNorm} of every head, then {@link #rope}.
     *
     * @param x [T,H,D]
     * @param weight [D]
     * @param eps the model's rms_norm_eps
     * @param table as for {@link #rope}
     * @param positions [T] I32
     * @param y [T,H,D]; may be x
     * @param invRms [T*H], kept for the backward pass
     */
    default void rmsNormRope(
            Tensor x, Tensor weight, float eps, Tensor table, Tensor positions, Tensor y, Tensor invRms) {
        long rows = x.dim(0) * x.dim(1);
        rmsNorm(x.as(rows, x.dim(2)), weight, eps, y.as(rows, x.dim(2)), invRms);
        rope(y, table, positions, false);
    }

    /**
     * Backward of {@link #rmsNormRope}.
     *
     * @param x [T,H,D], the norm's input
     * @param weight [D]
     * @param invRms [T*H]
     * @param table as for {@link #rope}
     * @param positions [T] I32
     * @param dy [T,H,D], rotated back in place
     * @param dx [T,H,D], =; F32 or {@link #multiplied}; may be dy
     * @param dWeight [D], +=
     */
    default void rmsNormRopeBackward(
            Tensor x,
            Tensor weight,
            Tensor invRms,
            Tensor table,
            Tensor positions,
            Tensor dy,
            Tensor dx,
            Tensor dWeight) {
        rope(dy, table, positions, true);
        long rows = x.dim(0) * x.dim(1);
        long size = x.dim(2);
        rmsNormBackward(x.as(rows, size), weight, invRms, dy.as(rows, size), dx.as(rows, size), false, dWeight);
    }

    /**
     * Rotates pairs (i, i + D/2) of every head by the angle of the token's position (Su et al. 2021, the half-split layout of Hugging
     * Face), in place. The inverse rotation is also the backward pass.
     *
     * @param x [T,H,D], in place
     * @param table [P,D]: for each position D/2 cosines, then D/2 sines
     * @param positions [T] I32
     * @param inverse whether to rotate backwards
     */
    void rope(Tensor x, Tensor table, Tensor positions, boolean inverse);

    /**
     * Causal attention over packed sequences with grouped queries; query head h reads key-value head h / (H/G). Nothing is padded.
     *
     * @param q [T,H,D]
     * @param k [T,G,D]
     * @param v [T,G,D]
     * @param cuSeqlens [S+1] I32: sequence s spans tokens cuSeqlens[s] to cuSeqlens[s+1]
     * @param maxSeqlen longest sequence
     * @param scale factor on scores, usually 1/sqrt(D)
     * @param out [T,H,D]
     * @param lse [T,H]: log of the sum of exponentials of a row's scaled scores, kept for the backward pass
     */
    void attention(Tensor q, Tensor k, Tensor v, Tensor cuSeqlens, int maxSeqlen, float scale, Tensor out, Tensor lse);

    /**
     * The same between products in the given type. With BF16 a backend may round q, k, v and the probabilities to BF16 before it
     * multiplies them; sums and the softmax are F32 all the same.
     *
     * @param q [T,H,D]
     * @param k [T,G,D]
     * @param v [T,G,D]
     * @param cuSeqlens [S+1] I32
     * @param maxSeqlen longest sequence
     * @param scale factor on scores
     * @param precision type of the weights around it
     * @param out [T,H,D]
     * @param lse [T,H]
     */
    default void attention(
            Tensor q,
            Tensor k,
            Tensor v,
            Tensor cuSeqlens,
            int maxSeqlen,
            float scale,
            DType precision,
            Tensor out,
            Tensor lse) {
        attention(q, k, v, cuSeqlens, maxSeqlen, scale, out, lse);
    }

    /**
     * Backward of {@link #attention}; probabilities are recomputed from lse (Dao et al. 2022).
     *
     * @param q [T,H,D]
     * @param k [T,G,D]
     * @param v [T,G,D]
     * @param out [T,H,D]
     * @param lse [T,H]
     * @param dOut [T,H,D]
     * @param cuSeqlens [S+1] I32
     * @param maxSeqlen longest sequence
     * @param scale factor on scores
     * @param dq [T,H,D], =
     * @param dk [T,G,D], =
     * @param dv [T,G,D], =; F32 or {@link #multiplied}
     */
    void attentionBackward(
            Tensor q,
            Tensor k,
            Tensor v,
            Tensor out,
            Tensor lse,
            Tensor dOut,
            Tensor cuSeqlens,
            int maxSeqlen,
            float scale,
            Tensor dq,
            Tensor dk,
            Tensor dv);

    /**
     * The same, where the forward pass ran in the given type; dOut and the scores' gradients may be rounded as well.
     *
     * @param q [T,H,D]
     * @param k [T,G,D]
     * @param v [T,G,D]
     * @param out [T,H,D]
     * @param lse [T,H]
     * @param dOut [T,H,D]
     * @param cuSeqlens [S+1] I32
     * @param maxSeqlen longest sequence
     * @param scale factor on scores
     * @param precision type of the weights around it
     * @param dq [T,H,D], =
     * @param dk [T,G,D], =
     * @param dv [T,G,D], =; F32 or {@link #multiplied}
     */
    default void attentionBackward(
            Tensor q,
            Tensor k,
            Tensor v,
            Tensor out,
            Tensor lse,
            Tensor dOut,
            Tensor cuSeqlens,
            int maxSeqlen,
            float scale,
            DType precision,
            Tensor dq,
            Tensor dk,
            Tensor dv) {
        attentionBackward(q, k, v, out, lse, dOut, cuSeqlens, maxSeqlen, scale, dq, dk, dv);
    }

    /**
     * {@code out = silu(gate) * up} (Shazeer 2020).
     *
     * @param gate [T,F]
     * @param up [T,F]
     * @param out [T,F], F32 or {@link #multiplied}; may be gate or up
     */
    void swiglu(Tensor gate, Tensor up, Tensor out);

    /**
     * Backward of {@link #swiglu}.
     *
     * @param gate [T,F]
     * @param up [T,F]
     * @param dOut [T,F]
     * @param dGate [T,F], =; F32 or {@link #multiplied}; may be gate
     * @param dUp [T,F], =; of the type of dGate; may be up
     */
    void swigluBackward(Tensor gate, Tensor up, Tensor dOut, Tensor dGate, Tensor dUp);

    /**
     * {@link #swiglu} again and {@link #swigluBackward}: one pass for a backward pass that did not keep out.
     *
     * @param gate [T,F]
     * @param up [T,F]
     * @param dOut [T,F]
     * @param dGate [T,F], =; F32 or {@link #multiplied}; may be gate
     * @param dUp [T,F], =; of the type of dGate; may be up
     * @param out [T,F], =; F32 or {@link #multiplied}; none of the others
     */
    default void swigluBackwardAgain(Tensor gate, Tensor up, Tensor dOut, Tensor dGate, Tensor dUp, Tensor out) {
        swiglu(gate, up, out);
        swigluBackward(gate, up, dOut, dGate, dUp);
    }

    /**
     * Log-probabilities of given targets under the language-model head, without ever holding all logits:
     * {@code logprobs[t] = z[t,target]/temperature - lse[t]} with {@code z = hidden w^T} and
     * {@code lse[t] = log sum_v exp(z[t,v]/temperature)}.
     *
     * @param hidden [T,C], after the final norm
     * @param w [V,C]
     * @param targets [T] I32
     * @param temperature divisor of the logits, positive
     * @param logprobs [T]
     * @param lse [T], kept for the backward pass
     * @param entropy [T] entropy of softmax(z/temperature) in nats, or null
     */
    void headLogprobs(
            Tensor hidden,
            Tensor w,
            Tensor targets,
            float temperature,
            Tensor logprobs,
            Tensor lse,
            @Nullable Tensor entropy);

    /**
     * Backward of {@link #headLogprobs}; recomputes logits chunk by chunk:
     * {@code dz[t,v] = dLogprobs[t] / temperature * ((v == target) - exp(z[t,v]/temperature - lse[t]))}.
     *
     * @param hidden [T,C]
     * @param w [V,C]
     * @param targets [T] I32
     * @param temperature divisor of the logits
     * @param lse [T]
     * @param dLogprobs [T]: gradient of the loss with respect to each log-probability; cross-entropy is the constant -1/N
     * @param dHidden [T,C], =
     * @param dw [V,C], +=
     */
    void headBackward(
            Tensor hidden,
            Tensor w,
            Tensor targets,
            float temperature,
            Tensor lse,
            Tensor dLogprobs,
            Tensor dHidden,
            Tensor dw);
}
