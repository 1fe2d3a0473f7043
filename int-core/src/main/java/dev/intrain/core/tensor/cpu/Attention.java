package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.Lanes.COUNT;
import static dev.intrain.core.tensor.cpu.Lanes.FLOATS;
import static dev.intrain.core.tensor.cpu.MicroKernel.COLUMNS;
import static dev.intrain.core.tensor.cpu.MicroKernel.ROWS;

import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.tensor.HostTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Causal attention over packed sequences: a task is one head of one sequence, and takes 48 query rows at a time.
 *
 * <p>Scores of a block of rows lie in scratch [48, keys]; tiles above the diagonal are left out. Keys a row may not see become minus
 * infinity, then exactly 0, so a row's bits do not depend on its neighbours.
 */
final class Attention {
    static final int BLOCK = 8 * ROWS;

    private static final int ROWS_READ = 0;
    private static final int KEY_PANELS = 1;
    private static final int VALUE_PANELS = 2;
    private static final int QUERIES = 3;
    private static final int SCORES = 4;
    private static final int OUT = 5;
    private static final int MAXIMA = 6;
    private static final int SUMS = 7;

    private final Workers workers;

    Attention(Workers workers) {
        this.workers = workers;
    }

    /** Keys and values are rounded to the given type first. */
    void forward(Tensor q, Tensor k, Tensor v, Tensor cuSeqlens, float scale, DType cached, Tensor out, Tensor lse) {
        HostTensor starts = HostTensor.of(cuSeqlens);
        int heads = (int) q.dim(1);
        int group = heads / (int) k.dim(1);
        Heads queries = Heads.of(q);
        Heads keys = Heads.of(k);
        Heads values = Heads.of(v);
        Heads outs = Heads.of(out);
        MemorySegment logSums = HostTensor.of(lse).segment();
        workers.run((int) (starts.size() - 1) * heads, (task, scratch) -> {
            int start = starts.getInt(task / heads);
            int length = starts.getInt(task / heads + 1) - start;
            int head = task % heads;
            if (length > 0) {
                new Sequence(start, length, head, scale, cached, scratch)
                        .run(queries, keys, values, head / group, outs, logSums);
            }
        });
    }

    /** Reads the keys or values of a sequence, rounded to the type that a cache of them has. */
    static void load(Heads from, int start, int length, int head, DType cached, float[] rows) {
        from.load(start, length, head, rows);
        if (cached == DType.BF16) {
            Elements.round(rows, 0, length * from.size());
        }
    }

    private record Sequence(int start, int length, int head, float scale, DType cached, Scratch scratch) {
        void run(Heads q, Heads k, Heads v, int kvHead, Heads out, MemorySegment lse) {
            int size = q.size();
            int width = Packing.padded(size);
            int stride = Packing.padded(length);
            float[] rows = scratch.floats(ROWS_READ, length * size);
            float[] keyPanels = scratch.floats(KEY_PANELS, stride * size);
            load(k, start, length, kvHead, cached, rows);
            Packing.acrossRows(rows, length, size, keyPanels, scratch.square());
            float[] valuePanels = scratch.floats(VALUE_PANELS, length * width);
            load(v, start, length, kvHead, cached, rows);
            Packing.alongRows(rows, length, size, valuePanels);
            float[] queries = scratch.floats(QUERIES, BLOCK * size);
            float[] scores = scratch.floats(SCORES, BLOCK * stride);
            float[] outs = scratch.floats(OUT, BLOCK * width);
            float[] maxima = scratch.floats(MAXIMA, BLOCK);
            float[] sums = scratch.floats(SUMS, BLOCK);
            for (int row = 0; row < length; row += BLOCK) {
                int count = Math.min(BLOCK, length - row);
                q.load(start + row, count, head, queries);
                products(queries, size, row, count, length, keyPanels, scores, stride);
                softmax(scores, stride, row, count, length, scale, maxima, sums);
                weighted(scores, stride, row, count, length, valuePanels, size, outs);
                divide(outs, width, count, sums);
                out.store(outs, 0, width, start + row, count, head);
                logSums(maxima, sums, count, (long) (start + row) * q.heads() + head, q.heads(), lse);
            }
        }
    }

    /** Replaces scores by {@code exp(score - max)}; the products with the values are divided by the sums later. */
    private static void softmax(
            float[] scores, int stride, int row, int count, int length, float scale, float[] maxima, float[] sums) {
        for (int i = 0; i < count; i++) {
            int end = visible(row, i, length);
            maxima[i] = mask(scores, i * stride, row + i + 1, end, scale);
            sums[i] = exponentials(scores, i * stride, end, maxima[i]);
        }
    }

    private static void logSums(float[] maxima, float[] sums, int count, long first, int step, MemorySegment lse) {
        for (int i = 0; i < count; i++) {
            float logSum = maxima[i] + (float) StrictMath.log(sums[i]);
            lse.setAtIndex(ValueLayout.JAVA_FLOAT, first + (long) i * step, logSum);
        }
    }

    private static void divide(float[] outs, int width, int count, float[] sums) {
        for (int i = 0; i < count; i++) {
            multiply(outs, i * width, width, 1 / sums[i]);
        }
    }

    /** The keys the tile of row i reaches, up to whole vectors: columns of scores that are defined. */
    static int visible(int row, int i, int length) {
        return (keysOf(row, i, length) + COUNT - 1) / COUNT * COUNT;
    }

    private static int keysOf(int row, int i, int length) {
        return Math.min(length, row + i - i % ROWS + ROWS);
    }

    /** {@code into[i,j] = left[i] . right[j]} for every key j a tile of rows may see; left [48,size] by rows. */
    static void products(
            float[] left, int size, int row, int count, int length, float[] rightPanels, float[] into, int stride) {
        for (int i = 0; i < count; i += ROWS) {
            int keys = keysOf(row, i, length);
            for (int j = 0; j < keys; j += COLUMNS) {
                MicroKernel.byRows(left, i * size, size, rightPanels, j * size, size, into, i * stride + j, stride);
            }
        }
    }

    /** {@code out[i] = sum_j weights[i,j] values[j]}; out [48, padded size]. */
    static void weighted(
            float[] weights, int stride, int row, int count, int length, float[] panels, int size, float[] out) {
        int outStride = Packing.padded(size);
        for (int i = 0; i < count; i += ROWS) {
            int keys = keysOf(row, i, length);
            for (int j = 0; j < size; j += COLUMNS) {
                MicroKernel.byRows(
                        weights, i * stride, stride, panels, j * length, keys, out, i * outStride + j, outStride);
            }
        }
    }

    /** Replaces a row's scores by their softmax; what fills up its last vector becomes 0. */
    static void probabilities(float[] scores, int at, int length, float scale) {
        int end = (length + COUNT - 1) / COUNT * COUNT;
        float max = mask(scores, at, length, end, scale);
        float sum = exponentials(scores, at, end, max);
        multiply(scores, at, length, 1 / sum);
    }

    /** Scales the scores, hides those from {@code seen} on, and returns the largest. */
    static float mask(float[] scores, int at, int seen, int end, float scale) {
        int whole = seen - seen % COUNT;
        FloatVector max = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (int j = 0; j < whole; j += COUNT) {
            FloatVector scaled = FloatVector.fromArray(FLOATS, scores, at + j).mul(scale);
            scaled.intoArray(scores, at + j);
            max = max.blend(scaled, scaled.compare(VectorOperators.GT, max));
        }
        for (int j = whole; j < end; j += COUNT) {
            FloatVector scaled = FloatVector.fromArray(FLOATS, scores, at + j)
                    .mul(scale)
                    .blend(Float.NEGATIVE_INFINITY, FLOATS.indexInRange(j, seen).not());
            scaled.intoArray(scores, at + j);
            max = max.blend(scaled, scaled.compare(VectorOperators.GT, max));
        }
        return max.reduceLanes(VectorOperators.MAX);
    }

    /** Replaces scores by {@code exp(score - shift)} and returns their sum. */
    static float exponentials(float[] scores, int at, int end, float shift) {
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int j = 0; j < end; j += COUNT) {
            FloatVector p =
                    Lanes.exp(FloatVector.fromArray(FLOATS, scores, at + j).sub(shift));
            p.intoArray(scores, at + j);
            sum = sum.add(p);
        }
        return Lanes.sum(sum);
    }

    static void multiply(float[] row, int at, int count, float by) {
        for (int i = at; i < at + count; i++) {
            row[i] *= by;
        }
    }
}
