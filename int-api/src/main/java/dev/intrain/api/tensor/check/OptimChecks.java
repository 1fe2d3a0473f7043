package dev.intrain.api.tensor.check;

import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Types and sizes of what the operations of optimizers are given. */
public final class OptimChecks {
    private OptimChecks() {}

    public static void axpby(Tensor x, Tensor y) {
        new Arguments("axpby")
                .require(x.dtype() != DType.I32 && y.dtype() != DType.I32, "x and y must be float tensors")
                .require(x.size() == y.size(), "x and y must have as many elements as each other");
    }

    public static void three(String operation, Tensor x, Tensor y, Tensor out) {
        new Arguments(operation)
                .f32OfSize("x", x, out.size())
                .f32OfSize("y", y, out.size())
                .f32OfSize("out", out, out.size());
    }

    public static void sqrt(Tensor x, Tensor out) {
        new Arguments("sqrt").f32OfSize("x", x, out.size()).f32OfSize("out", out, out.size());
    }

    public static void scale(Tensor factor, Tensor x) {
        new Arguments("scale")
                .f32OfSize("factor", factor, factor.size())
                .f32OfSize("x", x, x.size())
                .require(factor.size() > 0, "factor is empty");
    }

    public static void globalNorm(List<Tensor> gradients, float maxNorm, Tensor out) {
        Arguments check = new Arguments("globalNorm").f32("out", out, 2);
        check.require(maxNorm > 0, "maxNorm must be positive");
        gradients.forEach(gradient -> check.f32OfSize("a gradient", gradient, gradient.size()));
    }

    public static void adamw(Tensor parameter, Tensor gradient, Tensor m, Tensor v, @Nullable Tensor scale, long step) {
        Arguments check = new Arguments("adamw");
        long n = parameter.size();
        check.f32OfSize("parameter", parameter, n).f32OfSize("gradient", gradient, n);
        check.f32OfSize("m", m, n).f32OfSize("v", v, n);
        check.require(step >= 1, "the first step is 1");
        if (scale != null) {
            check.f32OfSize("gradientScale", scale, scale.size()).require(scale.size() > 0, "gradientScale is empty");
        }
    }

    public static void adamw8(
            Tensor parameter, Tensor gradient, Tensor moments, Tensor scales, @Nullable Tensor scale, long step) {
        Arguments check = new Arguments("adamw8");
        long n = parameter.size();
        check.f32OfSize("parameter", parameter, n).f32OfSize("gradient", gradient, n);
        check.i32("moments", moments, (n + 1) / 2).f32OfSize("scales", scales, (n + 255) / 256 * 2);
        check.require(step >= 1, "the first step is 1");
        if (scale != null) {
            check.f32OfSize("gradientScale", scale, scale.size()).require(scale.size() > 0, "gradientScale is empty");
        }
    }
}
