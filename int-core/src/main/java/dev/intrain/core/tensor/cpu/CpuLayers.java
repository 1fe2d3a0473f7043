package dev.intrain.core.tensor.cpu;

import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.LayerOps;
import dev.intrain.api.tensor.LinearGradient;
import dev.intrain.api.tensor.LinearMap;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.tensor.HostTensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations of layers: linear maps become matrix products, the rest goes to the class of its name. */
final class CpuLayers implements LayerOps {
    private final Workers workers;
    private final MatrixProduct products;
    private final FewRows fewRows;
    private final Norms norms;
    private final Elementwise elementwise;
    private final RowSelection rowSelection;
    private final Attention attention;
    private final AttentionGradient attentionGradient;
    private final Head head;

    CpuLayers(Workers workers, MatrixProduct products) {
        this.workers = workers;
        this.products = products;
        this.fewRows = new FewRows(workers, products.hasOneDnn() ? new DnnlPacked(workers) : null);
        this.norms = new Norms(workers);
        this.elementwise = new Elementwise(workers);
        this.rowSelection = new RowSelection(workers);
        this.attention = new Attention(workers);
        this.attentionGradient = new AttentionGradient(workers);
        this.head = new Head(workers, products);
    }

    private static MatrixProduct.Target target(Tensor tensor, boolean accumulate, float @Nullable [] bias) {
        return new MatrixProduct.Target(HostTensor.of(tensor).segment(), tensor.dim(1), accumulate, bias);
    }

    @Override
    public DType multiplied(DType weights) {
        return weights;
    }

    @Override
    public void linear(Tensor x, Tensor w, @Nullable Tensor bias, Tensor y, boolean accumulate) {
        if (x.dtype() == DType.F32 && fewRows.takes(x.dim(0), w, bias != null && accumulate)) {
            fewRows.multiply(x, List.of(w), List.of(target(y, accumulate, numbers(bias))));
            return;
        }
        products.multiply(
                Matrix.of(x),
                Matrix.of(w).transpose(),
                target(y, accumulate, numbers(bias)),
                (int) x.dim(0),
                (int) w.dim(0),
                (int) w.dim(1));
    }

    private static float @Nullable [] numbers(@Nullable Tensor bias) {
        if (bias == null) {
            return null;
        }
        float[] numbers = new float[(int) bias.size()];
        Elements.load(HostTensor.of(bias).segment(), bias.dtype(), 0, numbers, 0, numbers.length);
        return numbers;
    }

    @Override
    public void linear(Tensor x, List<LinearMap> maps) {
        // Loops, not streams: this runs hundreds of times a second, and the JIT has enough to do.
        List<Tensor> weights = new ArrayList<>(maps.size());
        for (LinearMap map : maps) {
            weights.add(map.w());
        }
        if (x.dtype() == DType.F32 && fewRows.takesTogether(x.dim(0), weights)) {
            List<MatrixProduct.Target> targets = new ArrayList<>(maps.size());
            for (LinearMap map : maps) {
                targets.add(target(map.y(), false, numbers(map.bias())));
            }
            fewRows.multiply(x, weights, targets);
        } else if (x.dim(0) > FewRows.MOST_PACKED) {
            List<Product> together = new ArrayList<>(maps.size());
            for (LinearMap map : maps) {
                MatrixProduct.Target y = target(map.y(), false, numbers(map.bias()));
                together.add(product(Matrix.of(x), Matrix.of(map.w()).transpose(), y, x.dim(0), map.w()));
            }
            products.multiply(together, false);
        } else {
            LayerOps.super.linear(x, maps);
        }
    }

    /** Of a right side that is w [N,K], or its transpose. */
    private static Product product(Matrix a, Matrix b, MatrixProduct.Target c, long rows, Tensor w) {
        int n = (int) w.dim(b.transposed() ? 0 : 1);
        int k = (int) w.dim(b.transposed() ? 1 : 0);
        return new Product(a, b, c, (int) rows, n, k);
    }

    @Override
    public void linearBackwardInput(Tensor dy, Tensor w, Tensor dx, boolean accumulate) {
        products.multiply(
                Matrix.of(dy), Matrix.of(w), target(dx, accumulate, null), (int) dy.dim(0), (int) w.dim(1), (int)
                        w.dim(0));
    }

    @Override
    public void linearBackwardInput(Tensor dx, List<LinearGradient> maps) {
        List<Product> summed = new ArrayList<>(maps.size());
        for (LinearGradient map : maps) {
            MatrixProduct.Target to = target(dx, !summed.isEmpty(), null);
            summed.add(product(Matrix.of(map.dy()), Matrix.of(map.w()), to, dx.dim(0), map.w()));
        }
        products.multiply(summed, true);
    }

    @Override
    public void linearBackwardWeight(Tensor x, Tensor dy, Tensor dw, @Nullable Tensor dBias) {
        linearBackwardWeight(x, dy, DType.F32, dw, dBias);
    }

    @Override
    public void linearBackwardWeight(Tensor x, Tensor dy, DType precision, Tensor dw, @Nullable Tensor dBias) {
        products.multiply(
                Matrix.of(dy).transpose(),
                Matrix.of(x),
                target(dw, true, null),
                (int) dw.dim(0),
                (int) dw.dim(1),
                (int) x.dim(0),
                precision == DType.BF16);
        if (dBias != null) {
            sumRows(dy, dBias);
        }
    }

    /** Adds the rows' sum, block by block of rows as the matrix products do. */
    private void sumRows(Tensor rows, Tensor sum) {
        int width = (int) rows.dim(1);
        int count = (int) rows.dim(0);
        MemorySegment from = HostTensor.of(rows).segment();
        MemorySegment to = HostTensor.of(sum).segment();
        workers.ranges(width, 64, (first, end, scratch) -> {
            float[] row = scratch.floats(0, 64);
            double[] total = new double[end - first];
            for (int t = 0; t < count; t++) {
                Elements.load(from, rows.dtype(), (long) t * width + first, row, 0, end - first);
                for (int i = 0; i < total.length; i++) {
                    total[i] += row[i];
                }
            }
            for (int i = 0; i < total.length; i++) {
                row[i] = (float) total[i];
            }
            Elements.add(row, 0, to, first, end - first);
        });
    }

    @Override
    public void gatherRows(Tensor table, Tensor rows, Tensor out) {
        rowSelection.gather(table, rows, out);
    }

    @Override
    public void scatterAddRows(Tensor dOut, Tensor rows, Tensor dTable) {
        rowSelection.scatterAdd(dOut, rows, dTable);
    }

    @Override
    public void rmsNorm(Tensor x, Tensor weight, float eps, Tensor y, Tensor invRms) {
        norms.forward(x, weight, eps, y, invRms, Norms.NOTHING);
    }

    @Override
    public void rmsNormBackward(
            Tensor x, Tensor weight, Tensor invRms, Tensor dy, Tensor dx, boolean accumulate, Tensor dWeight) {
        norms.backward(x, weight, invRms, dy, dx, accumulate, dWeight, Norms.NOTHING, null);
    }

    @Override
    public void rmsNormBackwardAgain(
            Tensor x, Tensor weight, float eps, Tensor invRms, Tensor dy, Tensor dx, Tensor dWeight, Tensor y) {
        norms.backward(x, weight, invRms, dy, dx, true, dWeight, Norms.NOTHING, new Norms.Again(y, eps));
    }

    @Override
    public void rmsNormRope(
            Tensor x, Tensor weight, float eps, Tensor table, Tensor positions, Tensor y, Tensor invRms) {
        norms.forward(heads(x), weight, eps, heads(y), invRms, Rotation.of(y, table, positions, false));
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
        Rotation back = Rotation.of(dy, table, positions, true);
        norms.backward(heads(x), weight, invRms, heads(dy), heads(dx), false, dWeight, back, null);
    }

    /** [T,H,D] as [T*H,D]. */
    private static Tensor heads(Tensor x) {
        return x.as(x.dim(0) * x.dim(1), x.dim(2));
    }

    @Override
    public void rope(Tensor x, Tensor table, Tensor positions, boolean inverse) {
        Rotation rotation = Rotation.of(x, table, positions, inverse);
        workers.ranges((int) (x.dim(0) * x.dim(1)), rotation.runLength(), rotation);
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
        DType cached = CachedAttention.cached(precision, (int) k.dim(2));
        attention.forward(q, k, v, cuSeqlens, scale, cached, out, lse);
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
        DType cached = CachedAttention.cached(precision, (int) k.dim(2));
        attentionGradient.backward(q, k, v, out, lse, dOut, cuSeqlens, scale, cached, dq, dk, dv);
    }

    @Override
    public void swiglu(Tensor gate, Tensor up, Tensor out) {
        elementwise.swiglu(gate, up, out);
    }

    @Override
    public void swigluBackward(Tensor gate, Tensor up, Tensor dOut, Tensor dGate, Tensor dUp) {
        elementwise.swigluBackward(gate, up, dOut, dGate, dUp);
    }

    @Override
    public void swigluBackwardAgain(Tensor gate, Tensor up, Tensor dOut, Tensor dGate, Tensor dUp, Tensor out) {
        elementwise.swigluBackwardAgain(gate, up, dOut, dGate, dUp, out);
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
        head.backward(hidden, w, targets, temperature, lse, dLogprobs, dHidden, dw);
    }
}
