package dev.intrain.api.tensor.check;

import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Types and shapes of what the layer operations are given, which {@link dev.intrain.api.tensor.LayerOps} names. */
public final class LayerChecks {
    private LayerChecks() {}

    public static void linear(Tensor x, Tensor w, @Nullable Tensor bias, Tensor y) {
        Arguments check = new Arguments("linear").rank("x", x, 2).rank("w", w, 2);
        long t = x.dim(0);
        long n = w.dim(0);
        long k = x.dim(1);
        check.weight("x", x, t, k).weight("w", w, n, k).f32("y", y, t, n);
        if (bias != null) {
            check.weight("bias", bias, n);
        }
    }

    public static void linearBackwardInput(Tensor dy, Tensor w, Tensor dx) {
        Arguments check = new Arguments("linearBackwardInput").rank("dy", dy, 2).rank("w", w, 2);
        long t = dy.dim(0);
        long n = dy.dim(1);
        long k = w.dim(1);
        check.weight("dy", dy, t, n).weight("w", w, n, k).f32("dx", dx, t, k);
    }

    public static void linearBackwardWeight(Tensor x, Tensor dy, Tensor dw, @Nullable Tensor dBias) {
        Arguments check = new Arguments("linearBackwardWeight").rank("x", x, 2).rank("dy", dy, 2);
        long t = x.dim(0);
        long n = dy.dim(1);
        long k = x.dim(1);
        check.weight("x", x, t, k).weight("dy", dy, t, n).f32("dw", dw, n, k);
        if (dBias != null) {
            check.f32("dBias", dBias, n);
        }
    }

    public static void gatherRows(Tensor table, Tensor rows, Tensor out) {
        Arguments check = new Arguments("gatherRows").rank("table", table, 2).rank("rows", rows, 1);
        long t = rows.dim(0);
        long c = table.dim(1);
        check.weight("table", table, table.dim(0), c).i32("rows", rows, t).f32("out", out, t, c);
    }

    public static void scatterAddRows(Tensor dOut, Tensor rows, Tensor dTable) {
        Arguments check =
                new Arguments("scatterAddRows").rank("dTable", dTable, 2).rank("rows", rows, 1);
        long t = rows.dim(0);
        long c = dTable.dim(1);
        check.f32("dTable", dTable, dTable.dim(0), c).i32("rows", rows, t).f32("dOut", dOut, t, c);
    }

    public static void rmsNorm(Tensor x, Tensor weight, Tensor y, Tensor invRms) {
        Arguments check = new Arguments("rmsNorm").rank("x", x, 2);
        long t = x.dim(0);
        long c = x.dim(1);
        check.f32("x", x, t, c).weight("weight", weight, c).weight("y", y, t, c).f32("invRms", invRms, t);
    }

    public static void rmsNormBackward(
            Tensor x, Tensor weight, Tensor invRms, Tensor dy, Tensor dx, boolean accumulate, Tensor dWeight) {
        Arguments check = new Arguments("rmsNormBackward").rank("x", x, 2);
        long t = x.dim(0);
        long c = x.dim(1);
        check.f32("x", x, t, c).weight("weight", weight, c).f32("invRms", invRms, t);
        check.f32("dy", dy, t, c).weight("dx", dx, t, c).f32("dWeight", dWeight, c);
        check.require(!(accumulate && dx.dtype() != DType.F32), "dx must be F32 where it accumulates");
        check.require(!(accumulate && dx.equals(dy)), "dx cannot be dy while it accumulates");
    }

    public static void rope(Tensor x, Tensor table, Tensor positions) {
        Arguments check = new Arguments("rope").rank("x", x, 3).rank("table", table, 2);
        long t = x.dim(0);
        long d = x.dim(2);
        check.f32("x", x, t, x.dim(1), d).f32("table", table, table.dim(0), d).i32("positions", positions, t);
        check.require(d % 2 == 0, "the head size must be even");
    }

    public static void rmsNormRope(Tensor x, Tensor weight, Tensor table, Tensor positions, Tensor y, Tensor invRms) {
        rope(x, table, positions);
        new Arguments("rmsNormRope")
                .weight("weight", weight, x.dim(2))
                .f32("y", y, x.dim(0), x.dim(1), x.dim(2))
                .f32("invRms", invRms, x.dim(0) * x.dim(1));
    }

    public static void rmsNormRopeBackward(
            Tensor x,
            Tensor weight,
            Tensor invRms,
            Tensor table,
            Tensor positions,
            Tensor dy,
            Tensor dx,
            Tensor dWeight) {
        rmsNormRope(x, weight, table, positions, dy, invRms);
        new Arguments("rmsNormRopeBackward")
                .weight("dx", dx, x.dim(0), x.dim(1), x.dim(2))
                .f32("dWeight", dWeight, x.dim(2));
    }

    public static void attention(
            Tensor q, Tensor k, Tensor v, Tensor cuSeqlens, int maxSeqlen, Tensor out, Tensor lse) {
        attentionInputs(new Arguments("attention"), q, k, v, cuSeqlens, maxSeqlen)
                .f32("out", out, q.dim(0), q.dim(1), q.dim(2))
                .f32("lse", lse, q.dim(0), q.dim(1));
    }

    public static void attentionBackward(
            Tensor q,
            Tensor k,
            Tensor v,
            Tensor out,
            Tensor lse,
            Tensor dOut,
            Tensor cuSeqlens,
            int maxSeqlen,
            Tensor dq,
            Tensor dk,
            Tensor dv) {
        long t = q.dim(0);
        attentionInputs(new Arguments("attentionBackward"), q, k, v, cuSeqlens, maxSeqlen)
                .f32("out", out, t, q.dim(1), q.dim(2))
                .f32("lse", lse, t, q.dim(1))
                .f32("dOut", dOut, t, q.dim(1), q.dim(2))
                .f32("dq", dq, t, q.dim(1), q.dim(2))
                .f32("dk", dk, t, k.dim(1), k.dim(2))
                .weight("dv", dv, t, k.dim(1), k.dim(2));
    }

    private static Arguments attentionInputs(
            Arguments check, Tensor q, Tensor k, Tensor v, Tensor cuSeqlens, int maxSeqlen) {
        check.rank("q", q, 3).rank("k", k, 3).rank("cuSeqlens", cuSeqlens, 1);
        long t = q.dim(0);
        long d = q.dim(2);
        check.f32("q", q, t, q.dim(1), d).f32("k", k, t, k.dim(1), d).f32("v", v, t, k.dim(1), d);
        check.i32("cuSeqlens", cuSeqlens, cuSeqlens.dim(0));
        check.require(k.dim(1) > 0 && q.dim(1) % k.dim(1) == 0, "query heads must be a multiple of key-value heads");
        check.require(cuSeqlens.size() > 0, "cuSeqlens must have at least one element");
        check.require(maxSeqlen >= 0, "maxSeqlen must not be negative");
        return check;
    }

    public static void swiglu(Tensor gate, Tensor up, Tensor out) {
        new Arguments("swiglu")
                .f32OfSize("gate", gate, out.size())
                .f32OfSize("up", up, out.size())
                .floatsOfSize("out", out, out.size());
    }

    public static void swigluBackward(Tensor gate, Tensor up, Tensor dOut, Tensor dGate, Tensor dUp) {
        new Arguments("swigluBackward")
                .f32OfSize("gate", gate, dOut.size())
                .f32OfSize("up", up, dOut.size())
                .f32OfSize("dOut", dOut, dOut.size())
                .floatsOfSize("dGate", dGate, dOut.size())
                .floatsOfSize("dUp", dUp, dOut.size())
                .require(dGate.dtype() == dUp.dtype(), "dGate and dUp must have one type");
    }

    public static void headLogprobs(
            Tensor hidden,
            Tensor w,
            Tensor targets,
            float temperature,
            Tensor logprobs,
            Tensor lse,
            @Nullable Tensor entropy) {
        Arguments check = headInputs(new Arguments("headLogprobs"), hidden, w, targets, temperature);
        check.f32("logprobs", logprobs, hidden.dim(0)).f32("lse", lse, hidden.dim(0));
        if (entropy != null) {
            check.f32("entropy", entropy, hidden.dim(0));
        }
    }

    public static void headBackward(
            Tensor hidden,
            Tensor w,
            Tensor targets,
            float temperature,
            Tensor lse,
            Tensor dLogprobs,
            Tensor dHidden,
            Tensor dw) {
        headInputs(new Arguments("headBackward"), hidden, w, targets, temperature)
                .f32("lse", lse, hidden.dim(0))
                .f32("dLogprobs", dLogprobs, hidden.dim(0))
                .f32("dHidden", dHidden, hidden.dim(0), hidden.dim(1))
                .f32("dw", dw, w.dim(0), w.dim(1));
    }

    private static Arguments headInputs(Arguments check, Tensor hidden, Tensor w, Tensor targets, float temperature) {
        check.rank("hidden", hidden, 2).rank("w", w, 2);
        long t = hidden.dim(0);
        long c = hidden.dim(1);
        check.f32("hidden", hidden, t, c).weight("w", w, w.dim(0), c).i32("targets", targets, t);
        check.require(temperature > 0, "the temperature must be positive");
        return check;
    }
}
