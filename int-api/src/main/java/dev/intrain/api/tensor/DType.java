package dev.intrain.api.tensor;

/** Element types of tensors. */
public enum DType {
    /** IEEE 754 binary32. */
    F32(4),
    /** bfloat16: the upper half of a binary32, rounded to nearest even. */
    BF16(2),
    /** 32-bit signed integer: ids, positions, offsets, flags. */
    I32(4);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** @return bytes per element */
    public int bytes() {
        return bytes;
    }
}
