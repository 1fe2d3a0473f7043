package dev.intrain.api.tensor.check;

import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import java.util.Arrays;

/**
 * Says in one sentence which argument of which operation has the wrong type or shape. What tensors hold is not looked at: it may be on a
 * device, and looking would wait for it.
 */
public final class Arguments {
    private final String operation;

    /** @param operation named at the start of every sentence */
    public Arguments(String operation) {
        this.operation = operation;
    }

    /** The argument is an F32 tensor of this shape. */
    public Arguments f32(String name, Tensor tensor, long... shape) {
        return type(name, tensor, tensor.dtype() == DType.F32, "F32").shape(name, tensor, shape);
    }

    /** The argument is an I32 tensor of this shape. */
    public Arguments i32(String name, Tensor tensor, long... shape) {
        return type(name, tensor, tensor.dtype() == DType.I32, "I32").shape(name, tensor, shape);
    }

    /** The argument is a tensor of this shape, F32 or BF16. */
    public Arguments weight(String name, Tensor tensor, long... shape) {
        return type(name, tensor, tensor.dtype() != DType.I32, "F32 or BF16").shape(name, tensor, shape);
    }

    /** The argument is a tensor of so many dimensions. */
    public Arguments rank(String name, Tensor tensor, int rank) {
        if (tensor.rank() != rank) {
            throw failure(name + " must have " + rank + " dimensions but is " + tensor);
        }
        return this;
    }

    /** The argument is an F32 tensor of so many elements. */
    public Arguments f32OfSize(String name, Tensor tensor, long size) {
        type(name, tensor, tensor.dtype() == DType.F32, "F32");
        if (tensor.size() != size) {
            throw failure(name + " must have " + size + " elements but is " + tensor);
        }
        return this;
    }

    /** The argument is a tensor of so many elements, F32 or BF16. */
    public Arguments floatsOfSize(String name, Tensor tensor, long size) {
        return tensor.dtype() == DType.BF16
                ? require(tensor.size() == size, name + " must have " + size + " elements but is " + tensor)
                : f32OfSize(name, tensor, size);
    }

    /** Anything else that must hold, with the words that say what does not. */
    public Arguments require(boolean condition, String otherwise) {
        if (!condition) {
            throw failure(otherwise);
        }
        return this;
    }

    private IllegalArgumentException failure(String what) {
        return new IllegalArgumentException(operation + ": " + what + ".");
    }

    private Arguments type(String name, Tensor tensor, boolean right, String wanted) {
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
