package dev.intrain.core.tensor;

/** Conversion between binary32 and bfloat16, its upper half. */
public final class Bfloat16 {
    private static final int QUIET_BIT = 0x40;

    private Bfloat16() {}

    /**
     * @param bits a bfloat16
     * @return the same number, exactly
     */
    public static float toFloat(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /**
     * @param value any number
     * @return the nearest bfloat16, ties to even; NaN stays NaN
     */
    public static short fromFloat(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> 16 | QUIET_BIT);
        }
        return (short) ((bits + 0x7FFF + (bits >>> 16 & 1)) >>> 16);
    }
}
