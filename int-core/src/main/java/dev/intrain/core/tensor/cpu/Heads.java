package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.Lanes.COUNT;
import static dev.intrain.core.tensor.cpu.Lanes.FLOATS;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.tensor.HostTensor;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** The rows of one head within a tensor [T,heads,D]. Only {@link #store} knows BF16. */
record Heads(MemorySegment memory, DType dtype, int heads, int size) {
    /** Numbers of four vectors: heads of that size are moved without an inner loop, in half the time. */
    private static final int FOUR = 4 * COUNT;

    static Heads of(Tensor tensor) {
        return new Heads(HostTensor.of(tensor).segment(), tensor.dtype(), (int) tensor.dim(1), (int) tensor.dim(2));
    }

    private long at(int token, int head) {
        return ((long) token * heads + head) * size;
    }

    /** Reads D numbers of each of the tokens, end to end. */
    void load(int firstToken, int tokens, int head, float[] into) {
        load(firstToken, tokens, head, into, 0);
    }

    /** The same, to {@code start} and what follows. */
    void load(int firstToken, int tokens, int head, float[] into, int start) {
        if (size == FOUR) {
            fours(memory, at(firstToken, head), (long) heads * size, tokens, into, start);
            return;
        }
        if (size % COUNT == 0) {
            vectors(memory, at(firstToken, head), (long) heads * size, tokens, size, into, start);
            return;
        }
        for (int t = 0; t < tokens; t++) {
            Elements.load(memory, at(firstToken + t, head), into, start + t * size, size);
        }
    }

    /** One loop over all rows: a call a row costs more than reading it. */
    private static void vectors(
            MemorySegment memory, long first, long stride, int rows, int size, float[] into, int start) {
        for (int t = 0; t < rows; t++) {
            long from = (first + t * stride) * Float.BYTES;
            int to = start + t * size;
            for (int i = 0; i < size; i += COUNT) {
                FloatVector.fromMemorySegment(FLOATS, memory, from + (long) i * Float.BYTES, LITTLE_ENDIAN)
                        .intoArray(into, to + i);
            }
        }
    }

    private static void fours(MemorySegment memory, long first, long stride, int rows, float[] into, int start) {
        for (int t = 0; t < rows; t++) {
            long from = (first + t * stride) * Float.BYTES;
            int to = start + t * FOUR;
            load(memory, from, 0).intoArray(into, to);
            load(memory, from, 1).intoArray(into, to + COUNT);
            load(memory, from, 2).intoArray(into, to + 2 * COUNT);
            load(memory, from, 3).intoArray(into, to + 3 * COUNT);
        }
    }

    private static FloatVector load(MemorySegment memory, long at, int vector) {
        return FloatVector.fromMemorySegment(FLOATS, memory, at + (long) vector * COUNT * Float.BYTES, LITTLE_ENDIAN);
    }

    /** Writes rows that lie {@code stride} apart. */
    void store(float[] rows, int start, int stride, int firstToken, int tokens, int head) {
        if (size == FOUR && dtype == DType.F32) {
            fours(rows, start, stride, tokens, memory, at(firstToken, head), (long) heads * size);
            return;
        }
        if (size % COUNT == 0 && dtype == DType.F32) {
            vectors(rows, start, stride, tokens, size, memory, at(firstToken, head), (long) heads * size);
            return;
        }
        for (int t = 0; t < tokens; t++) {
            Elements.store(rows, start + t * stride, memory, dtype, at(firstToken + t, head), size);
        }
    }

    private static void vectors(
            float[] rows, int start, int stride, int count, int size, MemorySegment memory, long first, long step) {
        for (int t = 0; t < count; t++) {
            int from = start + t * stride;
            long to = (first + t * step) * Float.BYTES;
            for (int i = 0; i < size; i += COUNT) {
                FloatVector.fromArray(FLOATS, rows, from + i)
                        .intoMemorySegment(memory, to + (long) i * Float.BYTES, LITTLE_ENDIAN);
            }
        }
    }

    private static void fours(
            float[] rows, int start, int stride, int count, MemorySegment memory, long first, long step) {
        for (int t = 0; t < count; t++) {
            int from = start + t * stride;
            long to = (first + t * step) * Float.BYTES;
            store(rows, from, memory, to, 0);
            store(rows, from, memory, to, 1);
            store(rows, from, memory, to, 2);
            store(rows, from, memory, to, 3);
        }
    }

    private static void store(float[] rows, int from, MemorySegment memory, long at, int vector) {
        FloatVector.fromArray(FLOATS, rows, from + vector * COUNT)
                .intoMemorySegment(memory, at + (long) vector * COUNT * Float.BYTES, LITTLE_ENDIAN);
    }
}
