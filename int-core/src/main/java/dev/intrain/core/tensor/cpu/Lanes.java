package dev.intrain.core.tensor.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width, and the two operations on vectors whose bits the JIT would not otherwise hold still: the sum of lanes and the
 * exponential.
 *
 * <p>The width is a constant, or vectors would not stay in registers; {@code -Dintrain.vector.bits=128|256|512} sets another than the
 * machine's own.
 */
final class Lanes {
    /** Widest vectors the machine has, or as wide as asked. */
    static final VectorSpecies<Float> FLOATS = species();

    static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());
    static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));

    /** Floats in a vector: 4, 8 or 16. */
    static final int COUNT = FLOATS.length();

    private static final VectorShuffle<Float> BY_8 = rotation(8);
    private static final VectorShuffle<Float> BY_4 = rotation(4);
    private static final VectorShuffle<Float> BY_2 = rotation(2);
    private static final VectorShuffle<Float> BY_1 = rotation(1);

    private static final float LOWEST = -87f;
    private static final float HIGHEST = 88f;
    private static final float LOG2_E = 1.442695f;
    private static final float LN2_HIGH = 0.6933594f;
    private static final float LN2_LOW = -2.1219444e-4f;
    /** Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits. */
    private static final float ROUNDER = 0x1.8p23f;

    private static final int EXPONENT_SHIFT = 23;
    private static final float C5 = 1.9875691e-4f;
    private static final float C4 = 1.3981999e-3f;
    private static final float C3 = 8.333452e-3f;
    private static final float C2 = 4.1665796e-2f;
    private static final float C1 = 0.16666666f;
    private static final float C0 = 0.5f;

    private Lanes() {}

    private static VectorSpecies<Float> species() {
        Integer bits = Integer.getInteger("intrain.vector.bits");
        if (bits == null) {
            return FloatVector.SPECIES_PREFERRED.length() < 4 ? FloatVector.SPECIES_128 : FloatVector.SPECIES_PREFERRED;
        }
        return VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
    }

    private static VectorShuffle<Float> rotation(int by) {
        return VectorShuffle.fromOp(FLOATS, i -> (i + by) % COUNT);
    }

    /** @return the sum of all lanes: halves are added to halves until one lane is left */
    static float sum(FloatVector v) {
        FloatVector sum = v;
        if (COUNT >= 16) {
            sum = sum.add(sum.rearrange(BY_8));
        }
        if (COUNT >= 8) {
            sum = sum.add(sum.rearrange(BY_4));
        }
        sum = sum.add(sum.rearrange(BY_2));
        sum = sum.add(sum.rearrange(BY_1));
        return sum.lane(0);
    }

    /** @return the sum of products: lanes summed apart, then folded; what is left over is added last */
    static float dot(float[] a, int aStart, float[] b, int bStart, int count) {
        FloatVector sum = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i <= count - COUNT; i += COUNT) {
            sum = FloatVector.fromArray(FLOATS, a, aStart + i).fma(FloatVector.fromArray(FLOATS, b, bStart + i), sum);
        }
        float total = sum(sum);
        for (; i < count; i++) {
            total = Math.fma(a[aStart + i], b[bStart + i], total);
        }
        return total;
    }

    /**
     * e^x to about 2 ulp; 0 below -87 and e^88 above 88. Polynomial of the Cephes library's expf (Moshier).
     *
     * @param x any numbers
     * @return the exponentials
     */
    static FloatVector exp(FloatVector x) {
        // maximum and minimum of floats take several instructions each, for the sake of NaN and -0
        VectorMask<Float> vanishing = x.compare(VectorOperators.LT, LOWEST);
        FloatVector clamped = x.blend(LOWEST, vanishing).blend(HIGHEST, x.compare(VectorOperators.GT, HIGHEST));
        FloatVector shifted =
                clamped.fma(FloatVector.broadcast(FLOATS, LOG2_E), FloatVector.broadcast(FLOATS, ROUNDER));
        FloatVector n = shifted.sub(ROUNDER);
        FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), clamped);
        r = n.fma(FloatVector.broadcast(FLOATS, -LN2_LOW), r);
        FloatVector p = FloatVector.broadcast(FLOATS, C5);
        p = p.fma(r, FloatVector.broadcast(FLOATS, C4));
        p = p.fma(r, FloatVector.broadcast(FLOATS, C3));
        p = p.fma(r, FloatVector.broadcast(FLOATS, C2));
        p = p.fma(r, FloatVector.broadcast(FLOATS, C1));
        p = p.fma(r, FloatVector.broadcast(FLOATS, C0));
        p = p.fma(r.mul(r), r).add(1f);
        IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, EXPONENT_SHIFT);
        FloatVector result = p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
        return result.blend(0f, vanishing);
    }

    /** The same, operation by operation, of one number: its bits equal those of a lane. */
    static float exp(float x) {
        float clamped = Math.min(Math.max(x, LOWEST), HIGHEST);
        float shifted = Math.fma(clamped, LOG2_E, ROUNDER);
        float n = shifted - ROUNDER;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, clamped));
        float p = Math.fma(C5, r, C4);
        p = Math.fma(p, r, C3);
        p = Math.fma(p, r, C2);
        p = Math.fma(p, r, C1);
        p = Math.fma(p, r, C0);
        p = Math.fma(p, r * r, r) + 1f;
        int exponent = Float.floatToRawIntBits(shifted) << EXPONENT_SHIFT;
        return x < LOWEST ? 0f : Float.intBitsToFloat(Float.floatToRawIntBits(p) + exponent);
    }
}
