package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.Lanes.COUNT;
import static dev.intrain.core.tensor.cpu.Lanes.FLOATS;
import static dev.intrain.core.tensor.cpu.Lanes.INTS;
import static dev.intrain.core.tensor.cpu.Lanes.SHORTS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.intrain.api.tensor.DType;
import dev.intrain.core.tensor.Bfloat16;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/** Runs of numbers between native memory and float arrays; bfloat16 is widened on the way in and rounded on the way out. */
final class Elements {
    private static final int BF16_SHIFT = 16;
    private static final int BELOW_HALF = 0x7FFF;
    private static final int UPPER_HALF = 0xFFFF0000;

    private Elements() {}

    /** Copies elements {@code [first, first + count)} to {@code into[at..]}. */
    static void load(MemorySegment memory, DType dtype, long first, float[] into, int at, int count) {
        if (dtype == DType.F32) {
            load(memory, first, into, at, count);
        } else {
            widen(memory, first, into, at, count);
        }
    }

    /** As above, of F32. */
    static void load(MemorySegment memory, long first, float[] into, int at, int count) {
        int whole = count - count % COUNT;
        for (int i = 0; i < whole; i += COUNT) {
            FloatVector.fromMemorySegment(FLOATS, memory, (first + i) * Float.BYTES, LITTLE_ENDIAN)
                    .intoArray(into, at + i);
        }
        for (int i = whole; i < count; i++) {
            into[at + i] = memory.getAtIndex(JAVA_FLOAT, first + i);
        }
    }

    private static void widen(MemorySegment memory, long first, float[] into, int at, int count) {
        int whole = count - count % COUNT;
        for (int i = 0; i < whole; i += COUNT) {
            IntVector bits =
                    (IntVector) ShortVector.fromMemorySegment(SHORTS, memory, (first + i) * Short.BYTES, LITTLE_ENDIAN)
                            .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0);
            bits.lanewise(VectorOperators.LSHL, BF16_SHIFT)
                    .reinterpretAsFloats()
                    .intoArray(into, at + i);
        }
        for (int i = whole; i < count; i++) {
            into[at + i] = Bfloat16.toFloat(memory.getAtIndex(JAVA_SHORT, first + i));
        }
    }

    /** Copies {@code from[at..at + count)} to elements {@code [first, first + count)} of F32. */
    static void store(float[] from, int at, MemorySegment memory, long first, int count) {
        int whole = count - count % COUNT;
        for (int i = 0; i < whole; i += COUNT) {
            FloatVector.fromArray(FLOATS, from, at + i)
                    .intoMemorySegment(memory, (first + i) * Float.BYTES, LITTLE_ENDIAN);
        }
        for (int i = whole; i < count; i++) {
            memory.setAtIndex(JAVA_FLOAT, first + i, from[at + i]);
        }
    }

    /** Adds {@code from[at..at + count)} to elements {@code [first, first + count)} of F32. */
    static void add(float[] from, int at, MemorySegment memory, long first, int count) {
        int whole = count - count % COUNT;
        for (int i = 0; i < whole; i += COUNT) {
            long bytes = (first + i) * Float.BYTES;
            FloatVector.fromMemorySegment(FLOATS, memory, bytes, LITTLE_ENDIAN)
                    .add(FloatVector.fromArray(FLOATS, from, at + i))
                    .intoMemorySegment(memory, bytes, LITTLE_ENDIAN);
        }
        for (int i = whole; i < count; i++) {
            memory.setAtIndex(JAVA_FLOAT, first + i, memory.getAtIndex(JAVA_FLOAT, first + i) + from[at + i]);
        }
    }

    /** Copies {@code from[at..at + count)} to elements of any float type. */
    static void store(float[] from, int at, MemorySegment memory, DType dtype, long first, int count) {
        if (dtype == DType.F32) {
            store(from, at, memory, first, count);
            return;
        }
        int whole = count - count % COUNT;
        for (int i = 0; i < whole; i += COUNT) {
            rounded(FloatVector.fromArray(FLOATS, from, at + i))
                    .intoMemorySegment(memory, (first + i) * Short.BYTES, LITTLE_ENDIAN);
        }
        for (int i = whole; i < count; i++) {
            memory.setAtIndex(JAVA_SHORT, first + i, Bfloat16.fromFloat(from[at + i]));
        }
    }

    /** Rounds F32 elements {@code [first, first + count)} into BF16 elements {@code [to, to + count)}. */
    static void narrow(MemorySegment memory, long first, MemorySegment into, long to, int count) {
        int whole = count - count % COUNT;
        for (int i = 0; i < whole; i += COUNT) {
            rounded(FloatVector.fromMemorySegment(FLOATS, memory, (first + i) * Float.BYTES, LITTLE_ENDIAN))
                    .intoMemorySegment(into, (to + i) * Short.BYTES, LITTLE_ENDIAN);
        }
        for (int i = whole; i < count; i++) {
            into.setAtIndex(JAVA_SHORT, to + i, Bfloat16.fromFloat(memory.getAtIndex(JAVA_FLOAT, first + i)));
        }
    }

    /** Rounds whole vectors of an array to BF16 elements from {@code first} on. */
    static void storeRounded(float[] from, MemorySegment memory, long first, int count) {
        for (int i = 0; i < count; i += COUNT) {
            storeRounded(FloatVector.fromArray(FLOATS, from, i), memory, first + i);
        }
    }

    /** Rounds a vector to BF16 elements from {@code first} on. */
    static void storeRounded(FloatVector numbers, MemorySegment memory, long first) {
        rounded(numbers).intoMemorySegment(memory, first * Short.BYTES, LITTLE_ENDIAN);
    }

    private static ShortVector rounded(FloatVector numbers) {
        IntVector bits = nearest(numbers);
        return (ShortVector)
                bits.lanewise(VectorOperators.LSHR, BF16_SHIFT).convertShape(VectorOperators.I2S, SHORTS, 0);
    }

    /** Ties to even; the lower half is left undefined. A NaN that carries a payload in its low bits only is none of ours. */
    static IntVector nearest(FloatVector numbers) {
        IntVector bits = numbers.reinterpretAsInts();
        return bits.lanewise(VectorOperators.LSHR, BF16_SHIFT)
                .and(1)
                .add(BELOW_HALF)
                .add(bits);
    }

    /** Rounds numbers in an array to BF16, keeping them floats. */
    static void round(float[] array, int at, int count) {
        int whole = count - count % COUNT;
        for (int i = 0; i < whole; i += COUNT) {
            nearest(FloatVector.fromArray(FLOATS, array, at + i))
                    .and(UPPER_HALF)
                    .reinterpretAsFloats()
                    .intoArray(array, at + i);
        }
        for (int i = whole; i < count; i++) {
            array[at + i] = Bfloat16.toFloat(Bfloat16.fromFloat(array[at + i]));
        }
    }

    /** {@code into[i] = exp((from[i] - shift) * factor)} for i in {@code [first, end)}, whole vectors or one by one with the same bits. */
    static void exponentials(float[] from, int first, int end, float shift, float factor, float[] into) {
        int i = first;
        for (; i <= end - COUNT; i += COUNT) {
            Lanes.exp(FloatVector.fromArray(FLOATS, from, i).sub(shift).mul(factor))
                    .intoArray(into, i);
        }
        for (; i < end; i++) {
            into[i] = Lanes.exp((from[i] - shift) * factor);
        }
    }
}
