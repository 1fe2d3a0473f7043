package dev.intrain.core.checkpoint;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * Where a tensor lies in a safetensors file.
 *
 * @param name its name
 * @param dtype as the format writes it: F32, BF16, F16, I64…
 * @param shape extents
 * @param file the file
 * @param offset first byte, counted from the file's start
 * @param bytes length
 */
public record StoredTensor(String name, String dtype, long[] shape, Path file, long offset, long bytes) {
    /** @return number of elements */
    public long size() {
        return TensorLayout.size(shape);
    }

    /** @return bytes of one element */
    public int elementBytes() {
        return elementBytes(dtype);
    }

    /** Bytes of one element of a type of the format, 0 for a type we do not know. */
    static int elementBytes(String dtype) {
        return switch (dtype) {
            case "F64", "I64", "U64" -> 8;
            case "F32", "I32", "U32" -> 4;
            case "BF16", "F16", "I16", "U16" -> 2;
            case "I8", "U8", "BOOL", "F8_E4M3", "F8_E5M2" -> 1;
            default -> 0;
        };
    }

    @Override
    public String toString() {
        return name + " " + dtype + Arrays.toString(shape);
    }
}
