package dev.intrain.cuda;

import static dev.intrain.cuda.CudaTensor.address;

import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.cuda.kernel.Elements;
import dev.intrain.cuda.kernel.MmaAttention;

/** Attention on tensor cores: its inputs as bfloat16, rows filled up with zeros, and the kernels on them. */
final class MmaPass {
    private static final int SMALLEST_HEAD = 64;

    private final Stream stream;

    MmaPass(Stream stream) {
        this.stream = stream;
    }

    /**
     * @return whether tensor cores are for it: a precision that allows them, and heads that fit; below {@value #SMALLEST_HEAD} too few
     *     products would even out what is rounded
     */
    static boolean takes(DType precision, long headSize) {
        return precision == DType.BF16 && headSize >= SMALLEST_HEAD && headSize <= MmaAttention.LARGEST_HEAD;
    }

    private static MmaAttention call(Tensor q, Tensor k, Tensor cuSeqlens, int maxSeqlen, float scale) {
        return new MmaAttention(
                q.dim(1),
                k.dim(1),
                q.dim(2),
                address(cuSeqlens),
                cuSeqlens.size() - 1,
                Math.min(maxSeqlen, q.dim(0)),
                scale);
    }

    private DeviceBlock packed(Tensor heads, int width) {
        long rows = heads.dim(0) * heads.dim(1);
        DeviceBlock block = stream.memory().scratch(Math.max(1, rows * width * Short.BYTES));
        stream.run(Elements.packRows(false, address(heads), block.address(), rows, heads.dim(2), width));
        return block;
    }

    void forward(Tensor q, Tensor k, Tensor v, Tensor cuSeqlens, int maxSeqlen, float scale, Tensor out, Tensor lse) {
        MmaAttention call = call(q, k, cuSeqlens, maxSeqlen, scale);
        try (DeviceBlock queries = packed(q, call.width());
                DeviceBlock keys = packed(k, call.width());
                DeviceBlock values = packed(v, call.width())) {
            stream.run(call.forward(queries.address(), keys.address(), values.address(), address(out), address(lse)));
        }
    }

    void backward(
            Tensor q,
            Tensor k,
            Tensor v,
            Tensor lse,
            long delta,
            Tensor dOut,
            Tensor cuSeqlens,
            int maxSeqlen,
            float scale,
            Tensor dq,
            Tensor dk,
            Tensor dv) {
        MmaAttention call = call(q, k, cuSeqlens, maxSeqlen, scale);
        try (DeviceBlock queries = packed(q, call.width());
                DeviceBlock keys = packed(k, call.width());
                DeviceBlock values = packed(v, call.width());
                DeviceBlock gradients = packed(dOut, call.width())) {
            long a = queries.address();
            long b = keys.address();
            long c = values.address();
            stream.run(call.dq(a, b, c, address(lse), delta, gradients.address(), address(dq)));
            stream.run(call.dkv(
                    a, b, c, address(lse), delta, gradients.address(), address(dk), CudaTensor.bf16(dv), address(dv)));
        }
    }
}
