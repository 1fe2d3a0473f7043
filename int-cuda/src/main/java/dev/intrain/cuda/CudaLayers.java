package dev.intrain.cuda;

import static dev.intrain.cuda.CudaTensor.address;
import static dev.intrain.cuda.CudaTensor.bf16;

import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.LayerOps;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.api.tensor.check.Arguments;
import dev.intrain.api.tensor.check.LayerChecks;
import dev.intrain.cuda.Products.Bias;
import dev.intrain.cuda.Products.Matrix;
import dev.intrain.cuda.cublas.CublasLt;
import dev.intrain.cuda.kernel.Attention;
import dev.intrain.cuda.kernel.Columns;
import dev.intrain.cuda.kernel.Elements;
import dev.intrain.cuda.kernel.Gemm;
import dev.intrain.cuda.kernel.Norm;
import org.jspecify.annotations.Nullable;

/** The operations of layers as launches; shapes and dtypes as in {@link LayerOps}. */
final class CudaLayers implements LayerOps {
    private final Stream stream;
    private final Products products;
    private final HeadPass head;
    private final MmaPass mma;

    CudaLayers(Stream stream, @Nullable CublasLt library) {
        this.stream = stream;
        this.products = new Products(stream, library);
        this.head = new HeadPass(stream, products);
        this.mma = new MmaPass(stream);
    }

    @Override
    public DType multiplied(DType weights) {
        return weights;
    }

    @Override
    public void linear(Tensor x, Tensor w, @Nullable Tensor bias, Tensor y, boolean accumulate) {
        LayerChecks.linear(x, w, bias, y);
        Bias added = bias == null ? null : new Bias(address(bias), bf16(bias));
        products.linear(Matrix.of(x), Matrix.of(w), address(y), added, accumulate);
    }

    @Override
    public void linearBackwardInput(Tensor dy, Tensor w, Tensor dx, boolean accumulate) {
        LayerChecks.linearBackwardInput(dy, w, dx);
        products.multiply(Gemm.Layout.NN, bf16(w), Matrix.of(dy), Matrix.of(w), address(dx), null, accumulate);
    }

    @Override
    public void linearBackwardWeight(Tensor x, Tensor dy, Tensor dw, @Nullable Tensor dBias) {
        linearBackwardWeight(x, dy, DType.F32, dw, dBias);
    }

    @Override
    public void linearBackwardWeight(Tensor x, Tensor dy, DType precision, Tensor dw, @Nullable Tensor dBias) {
        LayerChecks.linearBackwardWeight(x, dy, dw, dBias);
        products.multiply(
                Gemm.Layout.TN, precision == DType.BF16, Matrix.of(dy), Matrix.of(x), address(dw), null, true);
        if (dBias != null) {
            addColumns(dy, 0, 0, dBias);
        }
    }

    /** {@code out[c] += sum_t a[t][c] (b[t][c] s[t])}. */
    private void addColumns(Tensor a, long b, long s, Tensor out) {
        long rows = a.dim(0);
        long columns = a.dim(1);
        try (DeviceBlock partial = stream.scratchFloats(Columns.chunks(rows) * columns)) {
            stream.run(Columns.sums(bf16(a), address(a), b, s, partial.address(), rows, columns));
            stream.run(Columns.add(partial.address(), address(out), rows, columns));
        }
    }

    @Override
    public void gatherRows(Tensor table, Tensor rows, Tensor out) {
        LayerChecks.gatherRows(table, rows, out);
        stream.run(Elements.gatherRows(
                bf16(table), address(table), address(rows), address(out), rows.size(), table.dim(1), table.dim(0)));
    }

    @Override
    public void scatterAddRows(Tensor dOut, Tensor rows, Tensor dTable) {
        LayerChecks.scatterAddRows(dOut, rows, dTable);
        stream.run(Elements.scatterAddRows(
                address(dOut), address(rows), address(dTable), rows.size(), dTable.dim(1), dTable.dim(0)));
    }

    @Override
    public void rmsNorm(Tensor x, Tensor weight, float eps, Tensor y, Tensor invRms) {
        LayerChecks.rmsNorm(x, weight, y, invRms);
        stream.run(Norm.forward(
                bf16(weight),
                address(x),
                address(weight),
                eps,
                bf16(y),
                address(y),
                address(invRms),
                x.dim(0),
                x.dim(1)));
    }

    @Override
    public void rmsNormBackward(
            Tensor x, Tensor weight, Tensor invRms, Tensor dy, Tensor dx, boolean accumulate, Tensor dWeight) {
        LayerChecks.rmsNormBackward(x, weight, invRms, dy, dx, accumulate, dWeight);
        // Before dx, which may be dy.
        addColumns(dy, address(x), address(invRms), dWeight);
        stream.run(Norm.backward(
                bf16(weight),
                address(x),
                address(weight),
                address(invRms),
                address(dy),
                bf16(dx),
                address(dx),
                x.dim(0),
                x.dim(1),
                accumulate));
    }

    @Override
    public void rope(Tensor x, Tensor table, Tensor positions, boolean inverse) {
        LayerChecks.rope(x, table, positions);
        stream.run(Elements.rope(
                address(x), address(table), address(positions), x.dim(0), x.dim(1), x.dim(2), table.dim(0), inverse));
    }

    @Override
    public void rmsNormRope(
            Tensor x, Tensor weight, float eps, Tensor table, Tensor positions, Tensor y, Tensor invRms) {
        LayerChecks.rmsNormRope(x, weight, table, positions, y, invRms);
        stream.run(Norm.rotated(
                bf16(weight),
                address(x),
                address(weight),
                eps,
                address(table),
                address(positions),
                address(y),
                address(invRms),
                x.dim(0),
                x.dim(1),
                x.dim(2),
                table.dim(0)));
    }

    private static Attention attention(Tensor q, Tensor k, Tensor cuSeqlens, int maxSeqlen, float scale) {
        new Arguments("attention")
                .require(q.dim(2) <= Attention.LARGEST_HEAD, "the head size must be at most " + Attention.LARGEST_HEAD);
        return new Attention(
                q.dim(0),
                q.dim(1),
                k.dim(1),
                q.dim(2),
                address(cuSeqlens),
                cuSeqlens.size() - 1,
                Math.min(maxSeqlen, q.dim(0)),
                scale);
    }

    @Override
    public void attention(
            Tensor q, Tensor k, Tensor v, Tensor cuSeqlens, int maxSeqlen, float scale, Tensor out, Tensor lse) {
        LayerChecks.attention(q, k, v, cuSeqlens, maxSeqlen, out, lse);
        stream.run(attention(q, k, cuSeqlens, maxSeqlen, scale)
                .forward(address(q), address(k), address(v), address(out), address(lse)));
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
        LayerChecks.attentionBackward(q, k, v, out, lse, dOut, cuSeqlens, maxSeqlen, dq, dk, dv);
        Attention attention = attention(q, k, cuSeqlens, maxSeqlen, scale);
        try (DeviceBlock rows = stream.scratchFloats(lse.size())) {
            long delta = rows.address();
            stream.run(attention.delta(address(out), address(dOut), delta));
            stream.run(
                    attention.dq(address(q), address(k), address(v), address(lse), delta, address(dOut), address(dq)));
            stream.run(attention.dkv(
                    address(q),
                    address(k),
                    address(v),
                    address(lse),
                    delta,
                    address(dOut),
                    address(dk),
                    bf16(dv),
                    address(dv)));
        }
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
        if (MmaPass.takes(precision, q.dim(2))) {
            LayerChecks.attention(q, k, v, cuSeqlens, maxSeqlen, out, lse);
            mma.forward(q, k, v, cuSeqlens, maxSeqlen, scale, out, lse);
        } else {
            attention(q, k, v, cuSeqlens, maxSeqlen, scale, out, lse);
        }
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
        if (MmaPass.takes(precision, q.dim(2))) {
            LayerChecks.attentionBackward(q, k, v, out, lse, dOut, cuSeqlens, maxSeqlen, dq, dk, dv);
            try (DeviceBlock rows = stream.scratchFloats(lse.size())) {
                stream.run(attention(q, k, cuSeqlens, maxSeqlen, scale)
                        .delta(address(out), address(dOut), rows.address()));
                mma.backward(q, k, v, lse, rows.address(), dOut, cuSeqlens, maxSeqlen, scale, dq, dk, dv);
            }
        } else {
            attentionBackward(q, k, v, out, lse, dOut, cuSeqlens, maxSeqlen, scale, dq, dk, dv);
        }
    }

    @Override
    public void swiglu(Tensor gate, Tensor up, Tensor out) {
        LayerChecks.swiglu(gate, up, out);
        stream.run(Elements.swiglu(address(gate), address(up), bf16(out), address(out), out.size()));
    }

    @Override
    public void swigluBackward(Tensor gate, Tensor up, Tensor dOut, Tensor dGate, Tensor dUp) {
        LayerChecks.swigluBackward(gate, up, dOut, dGate, dUp);
        stream.run(Elements.swigluBackward(
                address(gate), address(up), address(dOut), bf16(dGate), address(dGate), address(dUp), dOut.size()));
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
        head.logprobs(hidden, w, targets, temperature, logprobs, lse, entropy);
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
        head.backward(hidden, w, targets, temperature, lse, dLogprobs, dHidden, dw);
    }
}
