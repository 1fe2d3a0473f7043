package dev.intrain.cuda;

import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.DecodeOps;
import dev.intrain.api.tensor.LayerOps;
import dev.intrain.api.tensor.OptimOps;
import dev.intrain.api.tensor.Repeated;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.cuda.cublas.CublasLt;
import dev.intrain.cuda.cublas.LtOpening;
import dev.intrain.cuda.device.Driver;
import dev.intrain.cuda.kernel.Elements;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A backend on one GPU: memory and transfers here, operations in {@link CudaLayers}, {@link CudaDecode} and {@link CudaOptim}, all on
 * one stream of the {@link Driver} it was given.
 */
final class CudaBackend implements Backend {
    /** The provider's id. */
    static final String ID = "cuda";

    private final Driver driver;
    private final DeviceMemory memory;
    private final Stream stream;
    private final Transfers transfers;
    private final LayerOps layers;
    private final DecodeOps decode;
    private final OptimOps optim;
    private final String arithmetic;
    private final long deviceBytes;
    private final @Nullable CublasLt library;
    private final List<String> notes;

    /**
     * @param driver the device, closed with this
     * @param kernels what identifies the kernels' code
     * @param products who multiplies matrices of many rows, closed with this
     */
    CudaBackend(Driver driver, String kernels, LtOpening products) {
        this.driver = driver;
        this.library = products.library();
        this.notes = products.note().isEmpty() ? List.of() : List.of(products.note());
        this.memory = new DeviceMemory(driver, ID);
        this.stream = new Stream(driver, memory);
        this.transfers = new Transfers(driver);
        this.layers = new CudaLayers(stream, library);
        this.decode = new CudaDecode(stream);
        this.optim = new CudaOptim(stream);
        this.arithmetic = "cuda: " + driver.device().arithmetic() + ", "
                + (library == null ? "own matrix products" : library.arithmetic()) + ", kernels " + kernels;
        this.deviceBytes = driver.device().memoryBytes() - (library == null ? 0 : library.workspaceBytes());
    }

    /** With matrix products of our own alone. */
    CudaBackend(Driver driver, String kernels) {
        this(driver, kernels, new LtOpening(null, ""));
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String arithmetic() {
        return arithmetic;
    }

    @Override
    public Tensor allocate(DType dtype, long... shape) {
        long bytes = Math.multiplyExact(CudaTensor.sizeOf(shape), (long) dtype.bytes());
        DeviceBlock block = memory.take(bytes, dtype + Arrays.toString(shape));
        if (bytes > 0) {
            driver.zero(block.address(), bytes);
        }
        return new CudaTensor(block, dtype, 0, shape, false);
    }

    @Override
    public long allocatedBytes() {
        return memory.openBytes();
    }

    @Override
    public OptionalLong deviceBytes() {
        return OptionalLong.of(deviceBytes);
    }

    @Override
    public void write(Tensor target, long offset, float[] source, int from, int count) {
        transfers.write(target, offset, source, from, count);
    }

    @Override
    public void write(Tensor target, long offset, int[] source, int from, int count) {
        transfers.write(target, offset, source, from, count);
    }

    @Override
    public void writeBytes(Tensor target, long offset, ByteBuffer source) {
        transfers.writeBytes(target, offset, source);
    }

    @Override
    public void read(Tensor source, long offset, float[] target, int from, int count) {
        transfers.read(source, offset, target, from, count);
    }

    @Override
    public void read(Tensor source, long offset, int[] target, int from, int count) {
        transfers.read(source, offset, target, from, count);
    }

    @Override
    public void readBytes(Tensor source, long offset, ByteBuffer target) {
        transfers.readBytes(source, offset, target);
    }

    @Override
    public void copy(Tensor source, Tensor target) {
        if (source.size() != target.size()) {
            throw new IllegalArgumentException("copy: " + source + " and " + target + " differ in size.");
        }
        if (source.dtype() != target.dtype()) {
            Transfers.requireFloat(source, "copy with conversion");
            Transfers.requireFloat(target, "copy with conversion");
            optim.axpby(1, source, 0, target);
        } else if (source.size() > 0 && CudaTensor.address(source) != CudaTensor.address(target)) {
            driver.copy(
                    CudaTensor.address(target),
                    CudaTensor.address(source),
                    CudaTensor.of(source).bytes());
        }
    }

    @Override
    public void fill(Tensor target, float value) {
        String type = target.dtype().name().toLowerCase(Locale.ROOT);
        stream.run(Elements.fill(type, CudaTensor.address(target), value, target.size()));
    }

    @Override
    public void close() {
        memory.requireEmpty();
        memory.close();
        if (library != null) {
            library.close();
        }
        driver.close();
    }

    @Override
    public DType multiplied(DType weights) {
        return layers.multiplied(weights);
    }

    @Override
    public DType multipliedInSteps(DType weights) {
        return decode.multipliedInSteps(weights);
    }

    @Override
    public DType cached(DType weights, int headSize) {
        return decode.cached(weights, headSize);
    }

    @Override
    public void linear(Tensor x, Tensor w, @Nullable Tensor bias, Tensor y, boolean accumulate) {
        layers.linear(x, w, bias, y, accumulate);
    }

    @Override
    public void linearBackwardInput(Tensor dy, Tensor w, Tensor dx, boolean accumulate) {
        layers.linearBackwardInput(dy, w, dx, accumulate);
    }

    @Override
    public void linearBackwardWeight(Tensor x, Tensor dy, Tensor dw, @Nullable Tensor dBias) {
        layers.linearBackwardWeight(x, dy, dw, dBias);
    }

    @Override
    public void linearBackwardWeight(Tensor x, Tensor dy, DType precision, Tensor dw, @Nullable Tensor dBias) {
        layers.linearBackwardWeight(x, dy, precision, dw, dBias);
    }

    @Override
    public void gatherRows(Tensor table, Tensor rows, Tensor out) {
        layers.gatherRows(table, rows, out);
    }

    @Override
    public void scatterAddRows(Tensor dOut, Tensor rows, Tensor dTable) {
        layers.scatterAddRows(dOut, rows, dTable);
    }

    @Override
    public void rmsNorm(Tensor x, Tensor weight, float eps, Tensor y, Tensor invRms) {
        layers.rmsNorm(x, weight, eps, y, invRms);
    }

    @Override
    public void rmsNormBackward(
            Tensor x, Tensor weight, Tensor invRms, Tensor dy, Tensor dx, boolean accumulate, Tensor dWeight) {
        layers.rmsNormBackward(x, weight, invRms, dy, dx, accumulate, dWeight);
    }

    @Override
    public void rope(Tensor x, Tensor table, Tensor positions, boolean inverse) {
        layers.rope(x, table, positions, inverse);
    }

    @Override
    public void rmsNormRope(
            Tensor x, Tensor weight, float eps, Tensor table, Tensor positions, Tensor y, Tensor invRms) {
        layers.rmsNormRope(x, weight, eps, table, positions, y, invRms);
    }

    @Override
    public void attention(
            Tensor q, Tensor k, Tensor v, Tensor cuSeqlens, int maxSeqlen, float scale, Tensor out, Tensor lse) {
        layers.attention(q, k, v, cuSeqlens, maxSeqlen, scale, out, lse);
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
        layers.attentionBackward(q, k, v, out, lse, dOut, cuSeqlens, maxSeqlen, scale, dq, dk, dv);
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
            DType precision,
            Tensor dq,
            Tensor dk,
            Tensor dv) {
        layers.attentionBackward(q, k, v, out, lse, dOut, cuSeqlens, maxSeqlen, scale, precision, dq, dk, dv);
    }

    @Override
    public void swiglu(Tensor gate, Tensor up, Tensor out) {
        layers.swiglu(gate, up, out);
    }

    @Override
    public void swigluBackward(Tensor gate, Tensor up, Tensor dOut, Tensor dGate, Tensor dUp) {
        layers.swigluBackward(gate, up, dOut, dGate, dUp);
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
        layers.headBackward(hidden, w, targets, temperature, lse, dLogprobs, dHidden, dw);
    }

    @Override
    public void cacheWrite(
            Tensor k, Tensor v, Tensor kCache, Tensor vCache, Tensor blockTable, Tensor slots, Tensor positions) {
        decode.cacheWrite(k, v, kCache, vCache, blockTable, slots, positions);
    }

    @Override
    public void copyBlocks(Tensor cache, Tensor pairs) {
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
        decode.attentionCached(q, kCache, vCache, blockTable, slots, positions, scale, out);
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
        decode.advance(nextIds, logprobs, stopIds, positions, remaining, finished, count, tokenLog, logprobLog);
    }

    @Override
    public int decodeRows(int running) {
        return RecordedWork.bucket(running);
    }

    @Override
    public Repeated repeated(Runnable work) {
        return new RecordedWork(driver, memory, work);
    }

    @Override
    public void axpby(float a, Tensor x, float b, Tensor y) {
        optim.axpby(a, x, b, y);
    }

    @Override
    public void multiply(Tensor x, Tensor y, Tensor out) {
        optim.multiply(x, y, out);
    }

    @Override
    public void divide(Tensor x, Tensor y, float eps, Tensor out) {
        optim.divide(x, y, eps, out);
    }

    @Override
    public void sqrt(Tensor x, Tensor out) {
        optim.sqrt(x, out);
    }

    @Override
    public void scale(Tensor factor, Tensor x) {
        optim.scale(factor, x);
    }

    @Override
    public void globalNorm(List<Tensor> gradients, float maxNorm, Tensor out) {
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
        optim.adamw8(
                parameter, gradient, moments, scales, gradientScale, lr, beta1, beta2, eps, weightDecay, step, key);
    }
}
