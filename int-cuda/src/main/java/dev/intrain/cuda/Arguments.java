package dev.intrain.cuda;

import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import java.util.Arrays;

/**
 * Says in one sentence which argument of which operation has the wrong type or shape. What indices hold is not looked at: they are on
 * the device, and looking would wait for it.
 */
final class Arguments {
    private final String operation;

    Arguments(String operation) {
        this.operation = operation;
    }

    Arguments f32(String name, Tensor tensor, long... shape) {
        return type(name, tensor, tensor.dtype() == DType.F32, "F32").shape(name, tensor, shape);
    }

    Arguments i32(String name, Tensor tensor, long... shape) {
        return type(name, tensor, tensor.dtype() == DType.I32, "I32").shape(name, tensor, shape);
    }

    Arguments weight(String name, Tensor tensor, long... shape) {
        return type(name, tensor, tensor.dtype() != DType.I32, "F32 or BF16").shape(name, tensor, shape);
    }

    Arguments rank(String name, Tensor tensor, int rank) {
        CudaTensor.of(tensor);
        if (tensor.rank() != rank) {
            throw failure(name + " must have " + rank + " dimensions but is " + tensor);
        }
        return this;
    }

    Arguments f32OfSize(String name, Tensor tensor, long size) {
        type(name, tensor, tensor.dtype() == DType.F32, "F32");
        if (tensor.size() != size) {
            throw failure(name + " must have " + size + " elements but is " + tensor);
        }
        return this;
    }

    Arguments floatsOfSize(String name, Tensor tensor, long size) {
        return tensor.dtype() == DType.BF16
                ? require(tensor.size() == size, name + " must have " + size + " elements but is " + tensor)
                : f32OfSize(name, tensor, size);
    }

    Arguments require(boolean condition, String otherwise) {
        if (!condition) {
            throw failure(otherwise);
        }
        return this;
    }

    private IllegalArgumentException failure(String what) {
        return new IllegalArgumentException(operation + ": " + what + ".");
    }

    private Arguments type(String name, Tensor tensor, boolean right, String wanted) {
        CudaTensor.of(tensor);
        if (!right) {
            throw failure(name + " must be " + wanted + " but is " + tensor);
        }
        return this;
    }

    private Arguments shape(String name, Tensor tensor, long[] shape) {
        boolean same = tensor.rank() == shape.length;
        for (int i = 0; same && i < shape.length; i++) {
            same = tensor.dim(i) == shape[i];
        }
        if (!same) {
            throw failure(name + " must have the shape " + Arrays.toString(shape) + " but is " + tensor);
        }
        return this;
    }
}
