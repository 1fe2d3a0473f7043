package dev.intrain.core.checkpoint;

import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A tensor about to be written: float tensors are converted to the file's type, others written as they are.
 *
 * @param backend where it lives
 * @param tensor the numbers
 * @param fileType type in the file
 */
public record TensorSource(Backend backend, Tensor tensor, DType fileType) {
    private static final int CHUNK = 1 << 20;

    long bytes() {
        return tensor.size() * fileType.bytes();
    }

    long[] shape() {
        long[] shape = new long[tensor.rank()];
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = tensor.dim(axis);
        }
        return shape;
    }

    void writeTo(OutputStream out) throws IOException {
        if (tensor.dtype() == fileType) {
            writeBytes(out, tensor);
            return;
        }
        try (Tensor converted = backend.allocate(fileType, shape())) {
            backend.copy(tensor, converted);
            writeBytes(out, converted);
        }
    }

    private void writeBytes(OutputStream out, Tensor source) throws IOException {
        byte[] bytes = new byte[(int) Math.min(CHUNK * (long) fileType.bytes(), bytes())];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (long done = 0; done < source.size(); done += CHUNK) {
            int count = (int) Math.min(CHUNK, source.size() - done);
            buffer.clear().limit(count * fileType.bytes());
            backend.readBytes(source, done, buffer);
            out.write(bytes, 0, count * fileType.bytes());
        }
    }
}
