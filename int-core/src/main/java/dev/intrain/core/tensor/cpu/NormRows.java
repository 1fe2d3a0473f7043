package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.Lanes.COUNT;
import static dev.intrain.core.tensor.cpu.Lanes.FLOATS;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * RMSNorm and its gradient of rows of whole vectors [T,C], from memory to memory; operation by operation those of {@link Norms}.
 *
 * <p>Each type and purpose has loops of its own. With a choice inside a loop the JIT hoists the checks of one branch before the loop, finds
 * them failing as soon as the other is taken, throws the code away and compiles the same again, without end.
 */
final class NormRows {
    private NormRows() {}

    static void forward(
            MemorySegment in,
            int fromRow,
            int toRow,
            int width,
            float eps,
            float[] weight,
            MemorySegment inverses,
            MemorySegment out) {
        for (int t = fromRow; t < toRow; t++) {
            long row = (long) t * width;
            float inverse = Norms.inverse(squares(in, row, width), width, eps);
            inverses.setAtIndex(ValueLayout.JAVA_FLOAT, t, inverse);
            for (int i = 0; i < width; i += COUNT) {
                load(in, row + i)
                        .mul(inverse)
                        .mul(FloatVector.fromArray(FLOATS, weight, i))
                        .intoMemorySegment(out, (row + i) * Float.BYTES, LITTLE_ENDIAN);
            }
        }
    }

    static void forwardRounded(
            MemorySegment in,
            int fromRow,
            int toRow,
            int width,
            float eps,
            float[] weight,
            MemorySegment inverses,
            MemorySegment out) {
        for (int t = fromRow; t < toRow; t++) {
            long row = (long) t * width;
            float inverse = Norms.inverse(squares(in, row, width), width, eps);
            inverses.setAtIndex(ValueLayout.JAVA_FLOAT, t, inverse);
            for (int i = 0; i < width; i += COUNT) {
                FloatVector y = load(in, row + i).mul(inverse).mul(FloatVector.fromArray(FLOATS, weight, i));
                Elements.storeRounded(y, out, row + i);
            }
        }
    }

    private static float squares(MemorySegment in, long row, int width) {
        FloatVector squares = FloatVector.zero(FLOATS);
        for (int i = 0; i < width; i += COUNT) {
            FloatVector x = load(in, row + i);
            squares = x.fma(x, squares);
        }
        return Lanes.sum(squares);
    }

    /** {@code dx +=}, {@code sum +=} the gradient of the weight. */
    static void addGradient(
            MemorySegment x,
            MemorySegment dy,
            MemorySegment inverses,
            int from,
            int to,
            int width,
            float[] weight,
            float[] sum,
            MemorySegment dx) {
        for (int t = from; t < to; t++) {
            long row = (long) t * width;
            float inverse = inverses.getAtIndex(ValueLayout.JAVA_FLOAT, t);
            float pull = inverse * inverse * (weightGradient(x, dy, row, width, inverse, weight, sum) / width);
            for (int i = 0; i < width; i += COUNT) {
                FloatVector out = through(x, dy, row + i, weight, i, pull, inverse);
                load(dx, row + i).add(out).intoMemorySegment(dx, (row + i) * Float.BYTES, LITTLE_ENDIAN);
            }
        }
    }

    /** {@code dx =}, {@code sum +=} the gradient of the weight. */
    static void gradient(
            MemorySegment x,
            MemorySegment dy,
            MemorySegment inverses,
            int from,
            int to,
            int width,
            float[] weight,
            float[] sum,
            MemorySegment dx) {
        for (int t = from; t < to; t++) {
            long row = (long) t * width;
            float inverse = inverses.getAtIndex(ValueLayout.JAVA_FLOAT, t);
            float pull = inverse * inverse * (weightGradient(x, dy, row, width, inverse, weight, sum) / width);
            for (int i = 0; i < width; i += COUNT) {
                through(x, dy, row + i, weight, i, pull, inverse)
                        .intoMemorySegment(dx, (row + i) * Float.BYTES, LITTLE_ENDIAN);
            }
        }
    }

    /** As above; dx is BF16. */
    static void gradientRounded(
            MemorySegment x,
            MemorySegment dy,
            MemorySegment inverses,
            int from,
            int to,
            int width,
            float[] weight,
            float[] sum,
            MemorySegment dx) {
        for (int t = from; t < to; t++) {
            long row = (long) t * width;
            float inverse = inverses.getAtIndex(ValueLayout.JAVA_FLOAT, t);
            float pull = inverse * inverse * (weightGradient(x, dy, row, width, inverse, weight, sum) / width);
            for (int i = 0; i < width; i += COUNT) {
                Elements.storeRounded(through(x, dy, row + i, weight, i, pull, inverse), dx, row + i);
            }
        }
    }

    /** Adds a row's share; returns {@code sum dy weight x}. */
    private static float weightGradient(
            MemorySegment x, MemorySegment dy, long row, int width, float inverse, float[] weight, float[] sum) {
        FloatVector dot = FloatVector.zero(FLOATS);
        for (int i = 0; i < width; i += COUNT) {
            FloatVector in = load(x, row + i);
            FloatVector gradient = load(dy, row + i);
            gradient.fma(in.mul(inverse), FloatVector.fromArray(FLOATS, sum, i)).intoArray(sum, i);
            dot = gradient.mul(FloatVector.fromArray(FLOATS, weight, i)).fma(in, dot);
        }
        return Lanes.sum(dot);
    }

    private static FloatVector through(
            MemorySegment x, MemorySegment dy, long at, float[] weight, int i, float pull, float inverse) {
        FloatVector scaled = load(dy, at).mul(FloatVector.fromArray(FLOATS, weight, i));
        return load(x, at).fma(FloatVector.broadcast(FLOATS, -pull), scaled).mul(inverse);
    }

    private static FloatVector load(MemorySegment memory, long element) {
        return FloatVector.fromMemorySegment(FLOATS, memory, element * Float.BYTES, LITTLE_ENDIAN);
    }
}
