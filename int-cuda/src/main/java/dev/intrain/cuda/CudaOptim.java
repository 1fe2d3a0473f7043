package dev.intrain.cuda;

import static dev.intrain.cuda.CudaTensor.address;
import static dev.intrain.cuda.CudaTensor.bf16;

import dev.intrain.api.tensor.OptimOps;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.api.tensor.check.OptimChecks;
import dev.intrain.cuda.kernel.Elements;
import dev.intrain.cuda.kernel.Optim;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations of optimizers as launches. */
final class CudaOptim implements OptimOps {
    private final Stream stream;

    CudaOptim(Stream stream) {
        this.stream = stream;
    }

    @Override
    public void axpby(float a, Tensor x, float b, Tensor y) {
        OptimChecks.axpby(x, y);
        stream.run(Elements.axpby(a, bf16(x), address(x), b, bf16(y), address(y), y.size()));
    }

    @Override
    public void multiply(Tensor x, Tensor y, Tensor out) {
        OptimChecks.three("multiply", x, y, out);
        stream.run(Elements.multiply(address(x), address(y), address(out), out.size()));
    }

    @Override
    public void divide(Tensor x, Tensor y, float eps, Tensor out) {
        OptimChecks.three("divide", x, y, out);
        stream.run(Elements.divide(address(x), address(y), eps, address(out), out.size()));
    }

    @Override
    public void sqrt(Tensor x, Tensor out) {
        OptimChecks.sqrt(x, out);
        stream.run(Elements.squareRoot(address(x), address(out), out.size()));
    }

    @Override
    public void scale(Tensor factor, Tensor x) {
        OptimChecks.scale(factor, x);
        stream.run(Elements.scale(address(factor), address(x), x.size()));
    }

    @Override
    public void globalNorm(List<Tensor> gradients, float maxNorm, Tensor out) {
        OptimChecks.globalNorm(gradients, maxNorm, out);
        long chunks = gradients.stream().mapToLong(g -> Optim.chunks(g.size())).sum();
        try (DeviceBlock partial = stream.memory().scratch(chunks * Double.BYTES)) {
            long at = partial.address();
            for (Tensor gradient : gradients) {
                stream.run(Optim.sumSquares(address(gradient), gradient.size(), at));
                at += Optim.chunks(gradient.size()) * Double.BYTES;
            }
            stream.run(Optim.clipFactor(partial.address(), chunks, maxNorm, address(out)));
        }
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
        stream.run(new Optim.AdamW(lr, beta1, beta2, eps, weightDecay, step)
                .f32(
                        address(parameter),
                        address(gradient),
                        address(m),
                        address(v),
                        gradientScale == null ? 0 : address(gradientScale),
                        parameter.size()));
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
        stream.run(new Optim.AdamW(lr, beta1, beta2, eps, weightDecay, step)
                .eightBit(
                        address(parameter),
                        address(gradient),
                        address(moments),
                        address(scales),
                        gradientScale == null ? 0 : address(gradientScale),
                        key,
                        parameter.size()));
    }
}
