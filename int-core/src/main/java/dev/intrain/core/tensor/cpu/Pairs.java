package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.Lanes.COUNT;
import static dev.intrain.core.tensor.cpu.Lanes.FLOATS;
import static dev.intrain.core.tensor.cpu.Lanes.INTS;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Two vectors of BF16 as one of 32-bit numbers: the first's lanes in the lower halves, the second's in the upper ones. A shift and a mask
 * make them F32 again, where numbers that lie one after the other would have to change lanes.
 */
final class Pairs {
    /** Numbers that are stored together. */
    static final int RUN = 2 * COUNT;

    private static final int HALF_BITS = 16;
    private static final int UPPER_HALF = 0xFFFF0000;

    private Pairs() {}

    /** Reads the pairs that start at a byte. */
    static IntVector at(MemorySegment memory, long bytes) {
        return IntVector.fromMemorySegment(INTS, memory, bytes, LITTLE_ENDIAN);
    }

    /** The first vector of a pair. */
    static FloatVector first(IntVector pairs) {
        return pairs.lanewise(VectorOperators.LSHL, HALF_BITS).reinterpretAsFloats();
    }

    /** The second vector of a pair. */
    static FloatVector second(IntVector pairs) {
        return pairs.and(UPPER_HALF).reinterpretAsFloats();
    }

    /** Reads rows that {@link #store} wrote, {@code step} elements apart, end to end; first, step and count are multiples of RUN. */
    static void load(MemorySegment memory, long first, long step, int rows, int count, float[] into, int at) {
        for (int row = 0; row < rows; row++) {
            long bytes = (first + row * step) * Short.BYTES;
            int to = at + row * count;
            for (int i = 0; i < count; i += RUN) {
                IntVector pairs = at(memory, bytes + (long) i * Short.BYTES);
                first(pairs).intoArray(into, to + i);
                second(pairs).intoArray(into, to + i + COUNT);
            }
        }
    }

    /** Rounds F32 elements {@code [first, first + count)} into elements from {@code to} on; to and count are multiples of RUN. */
    static void store(MemorySegment memory, long first, MemorySegment into, long to, int count) {
        for (int i = 0; i < count; i += RUN) {
            long bytes = (first + i) * Float.BYTES;
            FloatVector lower = FloatVector.fromMemorySegment(FLOATS, memory, bytes, LITTLE_ENDIAN);
            FloatVector upper =
                    FloatVector.fromMemorySegment(FLOATS, memory, bytes + COUNT * (long) Float.BYTES, LITTLE_ENDIAN);
            Elements.nearest(lower)
                    .lanewise(VectorOperators.LSHR, HALF_BITS)
                    .or(Elements.nearest(upper).and(UPPER_HALF))
                    .intoMemorySegment(into, (to + i) * Short.BYTES, LITTLE_ENDIAN);
        }
    }
}
