package dev.intrain.core.plan;

import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.checkpoint.TensorLayout;
import java.util.function.LongConsumer;

/** A tensor without memory: shape and type only. Tells its owner how many bytes it would free when closed. */
final class CountedTensor implements Tensor {
    private final DType dtype;
    private final long[] shape;
    private LongConsumer freed;

    CountedTensor(DType dtype, long[] shape, LongConsumer freed) {
        this.dtype = dtype;
        this.shape = shape.clone();
        this.freed = freed;
    }

    long bytes() {
        return Math.multiplyExact(size(), (long) dtype.bytes());
    }

    @Override
    public DType dtype() {
        return dtype;
    }

    @Override
    public int rank() {
        return shape.length;
    }

    @Override
    public long dim(int axis) {
        return shape[axis];
    }

    @Override
    public long size() {
        return TensorLayout.size(shape);
    }

    @Override
    public Tensor view(long offset, long... window) {
        return new CountedTensor(dtype, window, bytes -> {});
    }

    @Override
    public void close() {
        LongConsumer owner = freed;
        freed = bytes -> {};
        owner.accept(bytes());
    }
}
