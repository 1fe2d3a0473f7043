package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.Lanes.COUNT;
import static dev.intrain.core.tensor.cpu.Lanes.FLOATS;
import static dev.intrain.core.tensor.cpu.MicroKernel.COLUMNS;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.util.function.IntUnaryOperator;
import jdk.incubator.vector.FloatVector;

/**
 * Turns rows into columns of a panel.
 *
 * <p>With vectors of 16, squares of 16 by 16 go in two steps of four vectors each: first quarters of vectors change places, then numbers
 * within quarters. Elsewhere, and at the edges, number by number.
 */
final class Transpose {
    /** Extent of a square. */
    static final int SQUARE = 16;

    /** Floats of room a transposition needs. */
    static final int TILE = SQUARE * SQUARE;

    /** Whether vectors have that many numbers. */
    static final boolean SQUARES = COUNT == SQUARE;

    private static final int QUARTER = 4;

    private static final FloatVector QUARTERS_LOW =
            lanes(i -> quarter(i) % 2 * SQUARE + quarter(i) / 2 * QUARTER + i % 4);
    private static final FloatVector QUARTERS_HIGH =
            lanes(i -> quarter(i) % 2 * SQUARE + (2 + quarter(i) / 2) * QUARTER + i % 4);
    private static final FloatVector HALVES_LOW = lanes(i -> i < 8 ? i : SQUARE + i - 8);
    private static final FloatVector HALVES_HIGH = lanes(i -> i < 8 ? 8 + i : SQUARE + i);
    private static final FloatVector NUMBERS_LOW = lanes(i -> i % 2 * SQUARE + quarter(i) * QUARTER + i % 4 / 2);
    private static final FloatVector NUMBERS_HIGH = lanes(i -> i % 2 * SQUARE + quarter(i) * QUARTER + 2 + i % 4 / 2);
    private static final FloatVector PAIRS_LOW = lanes(i -> i % 4 / 2 * SQUARE + quarter(i) * QUARTER + i % 2);
    private static final FloatVector PAIRS_HIGH = lanes(i -> i % 4 / 2 * SQUARE + quarter(i) * QUARTER + 2 + i % 2);

    private Transpose() {}

    private static int quarter(int lane) {
        return lane / QUARTER;
    }

    /** Where each lane comes from: 0 to 15 the first vector, 16 to 31 the second. */
    private static FloatVector lanes(IntUnaryOperator source) {
        float[] indices = new float[COUNT];
        for (int i = 0; i < COUNT && SQUARES; i++) {
            indices[i] = source.applyAsInt(i);
        }
        return FloatVector.fromArray(FLOATS, indices, 0);
    }

    /** {@code into[at + p*COLUMNS + j] = from[start + j*stride + p]} for j below rows and p below depth. */
    static void toPanel(float[] from, int start, int stride, int rows, int depth, float[] into, int at, float[] tile) {
        int squareRows = SQUARES ? rows - rows % SQUARE : 0;
        int squareDepth = depth - depth % SQUARE;
        for (int j = 0; j < squareRows; j += SQUARE) {
            for (int p = 0; p < squareDepth; p += SQUARE) {
                square(from, start + j * stride + p, stride, into, at + p * COLUMNS + j, tile);
            }
        }
        singly(from, start + squareDepth, stride, squareRows, depth - squareDepth, into, at + squareDepth * COLUMNS);
        singly(from, start + squareRows * stride, stride, rows - squareRows, depth, into, at + squareRows);
    }

    private static void singly(float[] from, int start, int stride, int rows, int depth, float[] into, int at) {
        for (int block = 0; block < depth; block += SQUARE) {
            int end = Math.min(block + SQUARE, depth);
            for (int j = 0; j < rows; j++) {
                int source = start + j * stride;
                for (int p = block; p < end; p++) {
                    into[at + j + p * COLUMNS] = from[source + p];
                }
            }
        }
    }

    private static void square(float[] from, int start, int stride, float[] into, int at, float[] tile) {
        for (int i = 0; i < QUARTER; i++) {
            exchangeQuarters(from, start + i * stride, QUARTER * stride, tile, i * SQUARE);
        }
        for (int i = 0; i < QUARTER; i++) {
            exchangeNumbers(tile, i * QUARTER * SQUARE, into, at + i * QUARTER * COLUMNS);
        }
    }

    /** A square of rows so many bytes apart, from memory to memory; where {@link #SQUARES}. */
    static void square(
            MemorySegment from, long start, long stride, MemorySegment into, long at, long intoStride, float[] tile) {
        for (int i = 0; i < QUARTER; i++) {
            long first = start + i * stride;
            exchangeQuarters(
                    load(from, first),
                    load(from, first + QUARTER * stride),
                    load(from, first + 2 * QUARTER * stride),
                    load(from, first + 3 * QUARTER * stride),
                    tile,
                    i * SQUARE);
        }
        for (int i = 0; i < QUARTER; i++) {
            exchangeNumbers(tile, i * QUARTER * SQUARE, into, at + (long) i * QUARTER * intoStride, intoStride);
        }
    }

    private static FloatVector load(MemorySegment from, long at) {
        return FloatVector.fromMemorySegment(FLOATS, from, at, LITTLE_ENDIAN);
    }

    private static void exchangeQuarters(float[] from, int start, int stride, float[] into, int at) {
        exchangeQuarters(
                FloatVector.fromArray(FLOATS, from, start),
                FloatVector.fromArray(FLOATS, from, start + stride),
                FloatVector.fromArray(FLOATS, from, start + 2 * stride),
                FloatVector.fromArray(FLOATS, from, start + 3 * stride),
                into,
                at);
    }

    private static void exchangeQuarters(
            FloatVector a, FloatVector b, FloatVector c, FloatVector d, float[] into, int at) {
        FloatVector abLow = QUARTERS_LOW.selectFrom(a, b);
        FloatVector abHigh = QUARTERS_HIGH.selectFrom(a, b);
        FloatVector cdLow = QUARTERS_LOW.selectFrom(c, d);
        FloatVector cdHigh = QUARTERS_HIGH.selectFrom(c, d);
        HALVES_LOW.selectFrom(abLow, cdLow).intoArray(into, at);
        HALVES_HIGH.selectFrom(abLow, cdLow).intoArray(into, at + QUARTER * SQUARE);
        HALVES_LOW.selectFrom(abHigh, cdHigh).intoArray(into, at + 2 * QUARTER * SQUARE);
        HALVES_HIGH.selectFrom(abHigh, cdHigh).intoArray(into, at + 3 * QUARTER * SQUARE);
    }

    private static void exchangeNumbers(float[] from, int start, float[] into, int at) {
        FloatVector a = FloatVector.fromArray(FLOATS, from, start);
        FloatVector b = FloatVector.fromArray(FLOATS, from, start + SQUARE);
        FloatVector c = FloatVector.fromArray(FLOATS, from, start + 2 * SQUARE);
        FloatVector d = FloatVector.fromArray(FLOATS, from, start + 3 * SQUARE);
        FloatVector abLow = NUMBERS_LOW.selectFrom(a, b);
        FloatVector abHigh = NUMBERS_HIGH.selectFrom(a, b);
        FloatVector cdLow = NUMBERS_LOW.selectFrom(c, d);
        FloatVector cdHigh = NUMBERS_HIGH.selectFrom(c, d);
        PAIRS_LOW.selectFrom(abLow, cdLow).intoArray(into, at);
        PAIRS_HIGH.selectFrom(abLow, cdLow).intoArray(into, at + COLUMNS);
        PAIRS_LOW.selectFrom(abHigh, cdHigh).intoArray(into, at + 2 * COLUMNS);
        PAIRS_HIGH.selectFrom(abHigh, cdHigh).intoArray(into, at + 3 * COLUMNS);
    }

    private static void exchangeNumbers(float[] from, int start, MemorySegment into, long at, long stride) {
        FloatVector a = FloatVector.fromArray(FLOATS, from, start);
        FloatVector b = FloatVector.fromArray(FLOATS, from, start + SQUARE);
        FloatVector c = FloatVector.fromArray(FLOATS, from, start + 2 * SQUARE);
        FloatVector d = FloatVector.fromArray(FLOATS, from, start + 3 * SQUARE);
        FloatVector abLow = NUMBERS_LOW.selectFrom(a, b);
        FloatVector abHigh = NUMBERS_HIGH.selectFrom(a, b);
        FloatVector cdLow = NUMBERS_LOW.selectFrom(c, d);
        FloatVector cdHigh = NUMBERS_HIGH.selectFrom(c, d);
        PAIRS_LOW.selectFrom(abLow, cdLow).intoMemorySegment(into, at, LITTLE_ENDIAN);
        PAIRS_HIGH.selectFrom(abLow, cdLow).intoMemorySegment(into, at + stride, LITTLE_ENDIAN);
        PAIRS_LOW.selectFrom(abHigh, cdHigh).intoMemorySegment(into, at + 2 * stride, LITTLE_ENDIAN);
        PAIRS_HIGH.selectFrom(abHigh, cdHigh).intoMemorySegment(into, at + 3 * stride, LITTLE_ENDIAN);
    }
}
