package dev.intrain.core.checkpoint;

import java.nio.ByteBuffer;

/** Decodes the float types of files. */
final class Floats {
    private Floats() {}

    /** All elements of a chunk as floats. */
    static float[] decode(String dtype, ByteBuffer bytes) {
        int width = StoredTensor.elementBytes(dtype);
        float[] values = new float[bytes.remaining() / width];
        int at = bytes.position();
        for (int i = 0; i < values.length; i++, at += width) {
            values[i] = switch (dtype) {
                case "F32" -> bytes.getFloat(at);
                case "BF16" -> Float.intBitsToFloat(bytes.getShort(at) << 16);
                case "F16" -> Float.float16ToFloat(bytes.getShort(at));
                default -> throw new IllegalArgumentException("not a float type: " + dtype);
            };
        }
        return values;
    }
}
