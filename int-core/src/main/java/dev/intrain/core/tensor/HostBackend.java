package dev.intrain.core.tensor;

import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.DecodeOps;
import dev.intrain.api.tensor.LayerOps;
import dev.intrain.api.tensor.LinearGradient;
import dev.intrain.api.tensor.LinearMap;
import dev.intrain.api.tensor.OptimOps;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.api.tensor.check.Arguments;
import dev.intrain.api.tensor.check.DecodeChecks;
import dev.intrain.api.tensor.check.LayerChecks;
import dev.intrain.api.tensor.check.OptimChecks;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backend whose tensors are {@link HostTensor}s: checks the arguments of every operation, then hands it to the kernels it was made of.
 *
 * <p>Everything is synchronous. Kernels may rely on the checked shapes, types and index ranges. Plumbing only: one line of check, one of
 * call.
 */
public final class HostBackend implements Backend {
    private final String id;
    private final String arithmetic;
    private final List<String> notes;
    private final LayerOps layers;
    private final DecodeOps decode;
    private final OptimOps optim;
    private final Runnable onClose;
    private final HostMemory memory = new HostMemory();

    /**
     * @param id the provider's id
     * @param arithmetic what decides the bits of a result
     * @param notes what its user should know
     * @param layers kernels of the layers
     * @param decode kernels of generation
     * @param optim kernels of optimizers
     * @param onClose frees what the kernels share
     */
    public HostBackend(
            String id,
            String arithmetic,
            List<String> notes,
            LayerOps layers,
            DecodeOps decode,
            OptimOps optim,
            Runnable onClose) {
        this.id = id;
        this.arithmetic = arithmetic;
        this.notes = List.copyOf(notes);
        this.layers = layers;
        this.decode = decode;
        this.optim = optim;
        this.onClose = onClose;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String arithmetic() {
        return arithmetic;
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public Tensor allocate(DType dtype, long... shape) {
        return memory.allocate(dtype, shape);
    }

    @Override
    public long allocatedBytes() {
        return memory.allocatedBytes();
    }

    @Override
    public void write(Tensor target, long offset, float[] source, int from, int count) {
        HostTensor.changed(target);
        HostTransfers.write(target, offset, source, from, count);
    }

    @Override
    public void write(Tensor target, long offset, int[] source, int from, int count) {
        HostTensor.changed(target);
        HostTransfers.write(target, offset, source, from, count);
    }

    @Override
    public void writeBytes(Tensor target, long offset, ByteBuffer source) {
        HostTensor.changed(target);
        HostTransfers.writeBytes(target, offset, source);
    }

    @Override
    public void read(Tensor source, long offset, float[] target, int from, int count) {
        HostTransfers.read(source, offset, target, from, count);
    }

    @Override
    public void read(Tensor source, long offset, int[] target, int from, int count) {
        HostTransfers.read(source, offset, target, from, count);
    }

    @Override
    public void readBytes(Tensor source, long offset, ByteBuffer target) {
        HostTransfers.readBytes(source, offset, target);
    }

    @Override
    public void copy(Tensor source, Tensor target) {
        HostTensor.changed(target);
        HostTransfers.copy(source, target);
    }

    @Override
    public void fill(Tensor target, float value) {
        HostTensor.changed(target);
        HostTransfers.fill(target, value);
    }

    @Override
    public void close() {
        memory.requireEmpty(id);
        onClose.run();
    }

    @Override
    public DType multiplied(DType weights) {
        return layers.multiplied(weights);
    }

    @Override
    public DType cached(DType weights, int headSize) {
        return decode.cached(weights, headSize);
    }

    @Override
    public void linear(Tensor x, Tensor w, @Nullable Tensor bias, Tensor y, boolean accumulate) {
        LayerChecks.linear(x, w, bias, y);
        HostTensor.changed(y);
        layers.linear(x, w, bias, y, accumulate);
    }

    @Override
    public void linear(Tensor x, List<LinearMap> maps) {
        for (LinearMap map : maps) {
            LayerChecks.linear(x, map.w(), map.bias(), map.y());
            HostTensor.changed(map.y());
        }
        layers.linear(x, maps);
    }

    @Override
    public void linearBackwardInput(Tensor dy, Tensor w, Tensor dx, boolean accumulate) {
        LayerChecks.linearBackwardInput(dy, w, dx);
        HostTensor.changed(dx);
        layers.linearBackwardInput(dy, w, dx, accumulate);
    }

    @Override
    public void linearBackwardInput(Tensor dx, List<LinearGradient> maps) {
        for (LinearGradient map : maps) {
            LayerChecks.linearBackwardInput(map.dy(), map.w(), dx);
        }
        HostTensor.changed(dx);
        layers.linearBackwardInput(dx, maps);
    }

    @Override
    public void linearBackwardWeight(Tensor x, Tensor dy, Tensor dw, @Nullable Tensor dBias) {
        LayerChecks.linearBackwardWeight(x, dy, dw, dBias);
        HostTensor.changed(dw);
        layers.linearBackwardWeight(x, dy, dw, dBias);
    }

    @Override
    public void linearBackwardWeight(Tensor x, Tensor dy, DType precision, Tensor dw, @Nullable Tensor dBias) {
        LayerChecks.linearBackwardWeight(x, dy, dw, dBias);
        HostTensor.changed(dw);
        layers.linearBackwardWeight(x, dy, precision, dw, dBias);
    }

    @Override
    public void gatherRows(Tensor table, Tensor rows, Tensor out) {
        LayerChecks.gatherRows(table, rows, out);
        IndexChecks.within("gatherRows", "rows", rows, table.dim(0));
        HostTensor.changed(out);
        layers.gatherRows(table, rows, out);
    }

    @Override
    public void scatterAddRows(Tensor dOut, Tensor rows, Tensor dTable) {
        LayerChecks.scatterAddRows(dOut, rows, dTable);
        IndexChecks.within("scatterAddRows", "rows", rows, dTable.dim(0));
        HostTensor.changed(dTable);
        layers.scatterAddRows(dOut, rows, dTable);
    }

    @Override
    public void rmsNorm(Tensor x, Tensor weight, float eps, Tensor y, Tensor invRms) {
        LayerChecks.rmsNorm(x, weight, y, invRms);
        HostTensor.changed(y);
        layers.rmsNorm(x, weight, eps, y, invRms);
    }

    @Override
    public void rmsNormBackward(
            Tensor x, Tensor weight, Tensor invRms, Tensor dy, Tensor dx, boolean accumulate, Tensor dWeight) {
        LayerChecks.rmsNormBackward(x, weight, invRms, dy, dx, accumulate, dWeight);
        layers.rmsNormBackward(x, weight, invRms, dy, dx, accumulate, dWeight);
    }

    @Override
    public void rmsNormBackwardAgain(
            Tensor x, Tensor weight, float eps, Tensor invRms, Tensor dy, Tensor dx, Tensor dWeight, Tensor y) {
        LayerChecks.rmsNormBackward(x, weight, invRms, dy, dx, true, dWeight);
        LayerChecks.rmsNorm(x, weight, y, invRms);
        HostTensor.changed(y);
        layers.rmsNormBackwardAgain(x, weight, eps, invRms, dy, dx, dWeight, y);
    }

    @Override
    public void rmsNormRope(
            Tensor x, Tensor weight, float eps, Tensor table, Tensor positions, Tensor y, Tensor invRms) {
        LayerChecks.rmsNormRope(x, weight, table, positions, y, invRms);
        IndexChecks.within("rope", "positions", positions, table.dim(0));
        HostTensor.changed(y);
        layers.rmsNormRope(x, weight, eps, table, positions, y, invRms);
    }

    @Override
    public void rmsNormRopeBackward(
            Tensor x,
            Tensor weight,
            Tensor invRms,
            Tensor table,
            Tensor positions,
            Tensor dy,
            Tensor dx,
            Tensor dWeight) {
        LayerChecks.rmsNormRopeBackward(x, weight, invRms, table, positions, dy, dx, dWeight);
        IndexChecks.within("rope", "positions", positions, table.dim(0));
        layers.rmsNormRopeBackward(x, weight, invRms, table, positions, dy, dx, dWeight);
    }

    @Override
    public void rope(Tensor x, Tensor table, Tensor positions, boolean inverse) {
        LayerChecks.rope(x, table, positions);
        IndexChecks.within("rope", "positions", positions, table.dim(0));
        HostTensor.changed(x);
        layers.rope(x, table, positions, inverse);
    }

    @Override
    public void attention(
            Tensor q, Tensor k, Tensor v, Tensor cuSeqlens, int maxSeqlen, float scale, Tensor out, Tensor lse) {
        attention(q, k, v, cuSeqlens, maxSeqlen, scale, DType.F32, out, lse);
    }

    @Override
    public void attention(
            Tensor q,
            Tensor k,
            Tensor v,
            Tensor cuSeqlens,
            int maxSeqlen,
            float scale,
            DType precision,
            Tensor out,
            Tensor lse) {
        LayerChecks.attention(q, k, v, cuSeqlens, maxSeqlen, out, lse);
        IndexChecks.sequences("attention", cuSeqlens, maxSeqlen, q.dim(0));
        layers.attention(q, k, v, cuSeqlens, maxSeqlen, scale, precision, out, lse);
    }

    @Override
    public void attentionBackward(
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
            Tensor dv) {
        attentionBackward(q, k, v, out, lse, dOut, cuSeqlens, maxSeqlen, scale, DType.F32, dq, dk, dv);
    }

    @Override
    public void attentionBackward(
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
        LayerChecks.attentionBackward(q, k, v, out, lse, dOut, cuSeqlens, maxSeqlen, dq, dk, dv);
        IndexChecks.sequences("attentionBackward", cuSeqlens, maxSeqlen, q.dim(0));
        layers.attentionBackward(q, k, v, out, lse, dOut, cuSeqlens, maxSeqlen, scale, precision, dq, dk, dv);
    }

    @Override
    public void swiglu(Tensor gate, Tensor up, Tensor out) {
        LayerChecks.swiglu(gate, up, out);
        HostTensor.changed(out);
        layers.swiglu(gate, up, out);
    }

    @Override
    public void swigluBackward(Tensor gate, Tensor up, Tensor dOut, Tensor dGate, Tensor dUp) {
        LayerChecks.swigluBackward(gate, up, dOut, dGate, dUp);
        layers.swigluBackward(gate, up, dOut, dGate, dUp);
    }

    @Override
    public void swigluBackwardAgain(Tensor gate, Tensor up, Tensor dOut, Tensor dGate, Tensor dUp, Tensor out) {
        LayerChecks.swigluBackward(gate, up, dOut, dGate, dUp);
        LayerChecks.swiglu(gate, up, out);
        HostTensor.changed(out);
        layers.swigluBackwardAgain(gate, up, dOut, dGate, dUp, out);
    }

    @Override
    public void headLogprobs(
            Tensor hidden,
            Tensor w,
            Tensor targets,
            float temperature,
            Tensor logprobs,
            Tensor lse,
            @Nullable Tensor entropy) {
        LayerChecks.headLogprobs(hidden, w, targets, temperature, logprobs, lse, entropy);
        IndexChecks.within("headLogprobs", "targets", targets, w.dim(0));
        layers.headLogprobs(hidden, w, targets, temperature, logprobs, lse, entropy);
    }

    @Override
    public void headBackward(
            Tensor hidden,
            Tensor w,
            Tensor targets,
            float temperature,
            Tensor lse,
            Tensor dLogprobs,
            Tensor dHidden,
            Tensor dw) {
        LayerChecks.headBackward(hidden, w, targets, temperature, lse, dLogprobs, dHidden, dw);
        IndexChecks.within("headBackward", "targets", targets, w.dim(0));
        layers.headBackward(hidden, w, targets, temperature, lse, dLogprobs, dHidden, dw);
    }

    @Override
    public void cacheWrite(
            Tensor k, Tensor v, Tensor kCache, Tensor vCache, Tensor blockTable, Tensor slots, Tensor positions) {
        DecodeChecks.cacheWrite(k, v, kCache, vCache, blockTable, slots, positions);
        requireCached("cacheWrite", kCache);
        IndexChecks.cached("cacheWrite", kCache, blockTable, slots, positions, false);
        decode.cacheWrite(k, v, kCache, vCache, blockTable, slots, positions);
    }

    @Override
    public void copyBlocks(Tensor cache, Tensor pairs) {
        DecodeChecks.copyBlocks(cache, pairs);
        IndexChecks.within("copyBlocks", "pairs", pairs, cache.dim(0));
        decode.copyBlocks(cache, pairs);
    }

    @Override
    public void attentionCached(
            Tensor q,
            Tensor kCache,
            Tensor vCache,
            Tensor blockTable,
            Tensor slots,
            Tensor positions,
            float scale,
            Tensor out) {
        DecodeChecks.attentionCached(q, kCache, vCache, blockTable, slots, positions, out);
        requireCached("attentionCached", kCache);
        IndexChecks.cached("attentionCached", kCache, blockTable, slots, positions, true);
        new Arguments("attentionCached").require(out.dtype() == DType.F32, "out must be F32");
        decode.attentionCached(q, kCache, vCache, blockTable, slots, positions, scale, out);
    }

    private void requireCached(String operation, Tensor cache) {
        boolean taken = cache.dtype() == DType.F32 || cache.dtype() == cached(DType.BF16, (int) cache.dim(3));
        new Arguments(operation).require(taken, "the cache must be F32 on this backend");
    }

    @Override
    public void sample(
            Tensor logits,
            float temperature,
            int topK,
            float topP,
            Tensor keys,
            Tensor positions,
            Tensor nextIds,
            Tensor logprobs) {
        DecodeChecks.sample(logits, temperature, topK, topP, keys, positions, nextIds, logprobs);
        decode.sample(logits, temperature, topK, topP, keys, positions, nextIds, logprobs);
    }

    @Override
    public void advance(
            Tensor nextIds,
            Tensor logprobs,
            Tensor stopIds,
            Tensor positions,
            Tensor remaining,
            Tensor finished,
            Tensor count,
            Tensor tokenLog,
            Tensor logprobLog) {
        DecodeChecks.advance(nextIds, logprobs, stopIds, positions, remaining, finished, count, tokenLog, logprobLog);
        IndexChecks.room(count, finished, tokenLog.dim(1));
        decode.advance(nextIds, logprobs, stopIds, positions, remaining, finished, count, tokenLog, logprobLog);
    }

    @Override
    public void axpby(float a, Tensor x, float b, Tensor y) {
        OptimChecks.axpby(x, y);
        HostTensor.changed(y);
        optim.axpby(a, x, b, y);
    }

    @Override
    public void multiply(Tensor x, Tensor y, Tensor out) {
        OptimChecks.three("multiply", x, y, out);
        HostTensor.changed(out);
        optim.multiply(x, y, out);
    }

    @Override
    public void divide(Tensor x, Tensor y, float eps, Tensor out) {
        OptimChecks.three("divide", x, y, out);
        HostTensor.changed(out);
        optim.divide(x, y, eps, out);
    }

    @Override
    public void sqrt(Tensor x, Tensor out) {
        OptimChecks.sqrt(x, out);
        HostTensor.changed(out);
        optim.sqrt(x, out);
    }

    @Override
    public void scale(Tensor factor, Tensor x) {
        OptimChecks.scale(factor, x);
        HostTensor.changed(x);
        optim.scale(factor, x);
    }

    @Override
    public void globalNorm(List<Tensor> gradients, float maxNorm, Tensor out) {
        OptimChecks.globalNorm(gradients, maxNorm, out);
        optim.globalNorm(gradients, maxNorm, out);
    }

    @Override
    public void adamw(
            Tensor parameter,
            Tensor gradient,
            Tensor m,
            Tensor v,
            @Nullable Tensor gradientScale,
            double lr,
            double beta1,
            double beta2,
            double eps,
            double weightDecay,
            long step) {
        OptimChecks.adamw(parameter, gradient, m, v, gradientScale, step);
        HostTensor.changed(parameter);
        optim.adamw(parameter, gradient, m, v, gradientScale, lr, beta1, beta2, eps, weightDecay, step);
    }

    @Override
    public void adamw8(
            Tensor parameter,
            Tensor gradient,
            Tensor moments,
            Tensor scales,
            @Nullable Tensor gradientScale,
            double lr,
            double beta1,
            double beta2,
            double eps,
            double weightDecay,
            long step,
            long key) {
        OptimChecks.adamw8(parameter, gradient, moments, scales, gradientScale, step);
        HostTensor.changed(parameter);
        new AdamW8(lr, beta1, beta2, eps, weightDecay, step)
                .update(parameter, gradient, moments, scales, gradientScale, key);
    }
}
