package dev.intrain.core.tensor;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Copies between tensors in host memory and Java arrays or buffers. */
final class HostTransfers {
    private HostTransfers() {}

    static void write(Tensor target, long offset, float[] source, int from, int count) {
        MemorySegment memory = window(target, offset, count, "write");
        if (target.dtype() == DType.F32) {
            MemorySegment.copy(source, from, memory, JAVA_FLOAT, 0, count);
            return;
        }
        requireFloat(target, "write of floats");
        for (int i = 0; i < count; i++) {
            memory.setAtIndex(JAVA_SHORT, i, Bfloat16.fromFloat(source[from + i]));
        }
    }

    static void write(Tensor target, long offset, int[] source, int from, int count) {
        requireInt(target, "write of ints");
        MemorySegment.copy(source, from, window(target, offset, count, "write"), JAVA_INT, 0, count);
    }

    static void read(Tensor source, long offset, float[] target, int from, int count) {
        MemorySegment memory = window(source, offset, count, "read");
        if (source.dtype() == DType.F32) {
            MemorySegment.copy(memory, JAVA_FLOAT, 0, target, from, count);
            return;
        }
        requireFloat(source, "read of floats");
        for (int i = 0; i < count; i++) {
            target[from + i] = Bfloat16.toFloat(memory.getAtIndex(JAVA_SHORT, i));
        }
    }

    static void read(Tensor source, long offset, int[] target, int from, int count) {
        requireInt(source, "read of ints");
        MemorySegment.copy(window(source, offset, count, "read"), JAVA_INT, 0, target, from, count);
    }

    static void writeBytes(Tensor target, long offset, ByteBuffer source) {
        int width = target.dtype().bytes();
        if (source.remaining() % width != 0) {
            throw new IllegalArgumentException("writeBytes: " + source.remaining() + " bytes are no whole number of "
                    + target.dtype() + " elements.");
        }
        window(target, offset, source.remaining() / width, "writeBytes").copyFrom(MemorySegment.ofBuffer(source));
        source.position(source.limit());
    }

    static void readBytes(Tensor source, long offset, ByteBuffer target) {
        int width = source.dtype().bytes();
        int count = target.remaining() / width;
        MemorySegment.ofBuffer(target)
                .asSlice(0, (long) count * width)
                .copyFrom(window(source, offset, count, "readBytes"));
        target.position(target.position() + count * width);
    }

    static void copy(Tensor source, Tensor target) {
        if (source.size() != target.size()) {
            throw new IllegalArgumentException("copy: " + source + " and " + target + " differ in size.");
        }
        HostTensor from = HostTensor.of(source);
        HostTensor to = HostTensor.of(target);
        if (from.dtype() == to.dtype()) {
            to.segment().copyFrom(from.segment());
            return;
        }
        requireFloat(source, "copy with conversion");
        requireFloat(target, "copy with conversion");
        for (long i = 0; i < from.size(); i++) {
            to.set(i, from.get(i));
        }
    }

    static void fill(Tensor target, float value) {
        HostTensor to = HostTensor.of(target);
        MemorySegment memory = to.segment();
        if (Float.floatToRawIntBits(value) == 0) {
            memory.fill((byte) 0);
            return;
        }
        for (long i = 0; i < to.size(); i++) {
            if (to.dtype() == DType.I32) {
                memory.setAtIndex(JAVA_INT, i, (int) value);
            } else {
                to.set(i, value);
            }
        }
    }

    private static MemorySegment window(Tensor tensor, long offset, int count, String operation) {
        if (offset < 0 || count < 0 || offset > tensor.size() - count) {
            throw new IllegalArgumentException(
                    operation + ": " + count + " elements from " + offset + " are not within " + tensor + ".");
        }
        int width = tensor.dtype().bytes();
        return HostTensor.of(tensor).segment().asSlice(offset * width, (long) count * width);
    }

    private static void requireFloat(Tensor tensor, String operation) {
        if (tensor.dtype() == DType.I32) {
            throw new IllegalArgumentException(operation + ": " + tensor + " is not a float tensor.");
        }
    }

    private static void requireInt(Tensor tensor, String operation) {
        if (tensor.dtype() != DType.I32) {
            throw new IllegalArgumentException(operation + ": " + tensor + " is not an I32 tensor.");
        }
    }
}
