package dev.intrain.core.model;

import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.Tensor;

/**
 * Final norm and language-model head on the selected rows only; full logits are never held. M selected rows of the residual stream,
 * F32, memory owned by the pass's arena.
 */
final class HeadPass {
    private final Backend backend;
    private final Decoder decoder;
    private final float eps;
    private final Tensor selected;
    private final Tensor hidden;
    private final Tensor invRms;
    private final Tensor logprobs;
    private final Tensor lse;
    private final Tensor entropy;
    private final Tensor dLogprobs;
    private final Tensor dHidden;

    HeadPass(Decoder decoder, Arena arena, int maxTargets, boolean backwardToo) {
        this.decoder = decoder;
        this.backend = decoder.backend();
        this.eps = (float) decoder.config().rmsNormEps();
        long c = decoder.config().hiddenSize();
        selected = arena.f32(maxTargets, c);
        hidden = arena.f32(maxTargets, c);
        invRms = arena.f32(maxTargets);
        logprobs = arena.f32(maxTargets);
        lse = arena.f32(maxTargets);
        entropy = arena.f32(maxTargets);
        dLogprobs = arena.f32(maxTargets);
        dHidden = backwardToo ? arena.f32(maxTargets, c) : selected;
    }

    /** From the residual stream [T,C] after the last layer to log-probabilities and entropies. */
    void forward(Tensor stream, PackedInputs inputs, float temperature) {
        int m = inputs.batch().targetCount();
        if (m == 0) {
            return;
        }
        backend.gatherRows(stream, inputs.targetRows(), rows(selected, m));
        backend.rmsNorm(rows(selected, m), decoder.finalNorm(), eps, rows(hidden, m), invRms.as(m));
        backend.headLogprobs(
                rows(hidden, m),
                decoder.head(),
                inputs.targets(),
                temperature,
                logprobs.as(m),
                lse.as(m),
                entropy.as(m));
    }

    /**
     * Backward of {@link #forward}: dStream [T,C] {@code =}, with zeros in rows not selected; final norm and head {@code +=}.
     *
     */
    void backward(PackedInputs inputs, float temperature, float[] dLogprobsOfTargets, Tensor dStream) {
        int m = inputs.batch().targetCount();
        if (dLogprobsOfTargets.length != m) {
            throw new IllegalArgumentException(
                    dLogprobsOfTargets.length + " gradients for " + m + " targets of the last forward pass");
        }
        backend.fill(dStream, 0);
        if (m == 0) {
            return;
        }
        backend.write(dLogprobs, 0, dLogprobsOfTargets, 0, m);
        Tensor d = rows(dHidden, m);
        backend.headBackward(
                rows(hidden, m),
                decoder.head(),
                inputs.targets(),
                temperature,
                lse.as(m),
                dLogprobs.as(m),
                d,
                decoder.dHead());
        backend.rmsNormBackward(
                rows(selected, m), decoder.finalNorm(), invRms.as(m), d, d, false, decoder.dFinalNorm());
        backend.scatterAddRows(d, inputs.targetRows(), dStream);
    }

    /** [M,C] of the last forward pass, after the final norm. */
    Tensor hidden(int m) {
        return rows(hidden, m);
    }

    float[] logprobs(int m) {
        return read(logprobs, m);
    }

    float[] entropy(int m) {
        return read(entropy, m);
    }

    private float[] read(Tensor tensor, int m) {
        float[] values = new float[m];
        if (m > 0) {
            backend.read(tensor, 0, values, 0, m);
        }
        return values;
    }

    private static Tensor rows(Tensor tensor, int m) {
        return tensor.as(m, tensor.dim(1));
    }
}
