package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.Attention.BLOCK;
import static dev.intrain.core.tensor.cpu.Lanes.COUNT;
import static dev.intrain.core.tensor.cpu.Lanes.FLOATS;
import static dev.intrain.core.tensor.cpu.MicroKernel.COLUMNS;
import static dev.intrain.core.tensor.cpu.MicroKernel.ROWS;

import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.tensor.HostTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Backward of {@link Attention}: a task is one key-value head of one sequence, with all query heads that read it, so that each gradient has
 * one writer and one order: query heads rising, blocks of 48 query rows rising, rows rising.
 *
 * <p>{@code p = exp(s*scale - lse)}, {@code dp = dOut v^T}, {@code ds = p (dp - dOut.out) scale}, {@code dq = ds k}, {@code dk += ds^T q},
 * {@code dv += p^T dOut} (Dao et al. 2022, appendix B).
 */
final class AttentionGradient {
    private final Workers workers;

    AttentionGradient(Workers workers) {
        this.workers = workers;
    }

    /** The tensors a query row reads, by head. */
    private record Inputs(
            Heads q, Heads k, Heads v, Heads out, Heads dOut, MemorySegment lse, float scale, DType cached) {}

    void backward(
            Tensor q,
            Tensor k,
            Tensor v,
            Tensor out,
            Tensor lse,
            Tensor dOut,
            Tensor cuSeqlens,
            float scale,
            DType cached,
            Tensor dq,
            Tensor dk,
            Tensor dv) {
        HostTensor starts = HostTensor.of(cuSeqlens);
        MemorySegment logSums = HostTensor.of(lse).segment();
        Inputs in = new Inputs(
                Heads.of(q), Heads.of(k), Heads.of(v), Heads.of(out), Heads.of(dOut), logSums, scale, cached);
        Heads dQueries = Heads.of(dq);
        Heads dKeys = Heads.of(dk);
        Heads dValues = Heads.of(dv);
        int kvHeads = in.k.heads();
        int group = in.q.heads() / kvHeads;
        workers.run((int) (starts.size() - 1) * kvHeads, (task, scratch) -> {
            int start = starts.getInt(task / kvHeads);
            int length = starts.getInt(task / kvHeads + 1) - start;
            int kvHead = task % kvHeads;
            if (length > 0) {
                Sequence sequence = new Sequence(in, start, length, kvHead, scratch);
                for (int head = kvHead * group; head < (kvHead + 1) * group; head++) {
                    for (int row = 0; row < length; row += BLOCK) {
                        sequence.block(row, head, dQueries);
                    }
                }
                sequence.store(dKeys, dValues);
            }
        });
    }

    private static final class Sequence {
        private final Inputs in;
        private final int start;
        private final int length;
        private final int kvHead;
        private final int size;
        private final int width;
        private final int stride;
        private final float[] tile;
        private final float[] keysAcross;
        private final float[] keysAlong;
        private final float[] valuesAcross;
        private final float[] queries;
        private final float[] panels;
        private final float[] dOuts;
        private final float[] outs;
        private final float[] probs;
        private final float[] dScores;
        private final float[] logSums = new float[BLOCK];
        private final float[] deltas = new float[BLOCK];
        private final float[] dKeys;
        private final float[] dValues;

        Sequence(Inputs in, int start, int length, int kvHead, Scratch scratch) {
            this.in = in;
            this.start = start;
            this.length = length;
            this.kvHead = kvHead;
            this.size = in.k.size();
            this.width = Packing.padded(size);
            // a tile of six keys may start at the last one
            this.stride = Packing.padded(length) + ROWS;
            this.tile = scratch.tile();
            int slot = 0;
            this.keysAcross = scratch.floats(slot++, Packing.padded(length) * size);
            this.keysAlong = scratch.floats(slot++, length * width);
            this.valuesAcross = scratch.floats(slot++, Packing.padded(length) * size);
            this.queries = scratch.floats(slot++, BLOCK * size);
            this.panels = scratch.floats(slot++, BLOCK * width);
            this.dOuts = scratch.floats(slot++, BLOCK * size);
            this.outs = scratch.floats(slot++, BLOCK * width);
            this.probs = scratch.floats(slot++, BLOCK * stride);
            this.dScores = scratch.floats(slot++, BLOCK * stride);
            this.dKeys = scratch.floats(slot++, (length + ROWS) * width);
            this.dValues = scratch.floats(slot++, (length + ROWS) * width);
            float[] rows = scratch.floats(slot, length * size);
            Attention.load(in.k, start, length, kvHead, in.cached, rows);
            Packing.acrossRows(rows, length, size, keysAcross, scratch.square());
            Packing.alongRows(rows, length, size, keysAlong);
            Attention.load(in.v, start, length, kvHead, in.cached, rows);
            Packing.acrossRows(rows, length, size, valuesAcross, scratch.square());
            Arrays.fill(dKeys, 0, (length + ROWS) * width, 0f);
            Arrays.fill(dValues, 0, (length + ROWS) * width, 0f);
        }

        void block(int row, int head, Heads dq) {
            int count = Math.min(BLOCK, length - row);
            in.q.load(start + row, count, head, queries);
            in.dOut.load(start + row, count, head, dOuts);
            in.out.load(start + row, count, head, outs);
            Attention.products(queries, size, row, count, length, keysAcross, probs, stride);
            Attention.products(dOuts, size, row, count, length, valuesAcross, dScores, stride);
            for (int i = 0; i < count; i++) {
                long at = (long) (start + row + i) * in.q.heads() + head;
                logSums[i] = in.lse.getAtIndex(ValueLayout.JAVA_FLOAT, at);
            }
            deltas(count);
            probabilities(row, count);
            scoreGradients(row, count);
            Attention.weighted(dScores, stride, row, count, length, keysAlong, size, outs);
            dq.store(outs, 0, width, start + row, count, head);
            Packing.alongRows(queries, count, size, panels);
            addTransposed(dScores, row, count, dKeys);
            Packing.alongRows(dOuts, count, size, panels);
            addTransposed(probs, row, count, dValues);
        }

        private void deltas(int count) {
            for (int i = 0; i < count; i++) {
                deltas[i] = Lanes.dot(dOuts, i * size, outs, i * size, size);
            }
        }

        private void probabilities(int row, int count) {
            for (int i = 0; i < count; i++) {
                int end = Attention.visible(row, i, length);
                Attention.mask(probs, i * stride, row + i + 1, end, in.scale);
                Attention.exponentials(probs, i * stride, end, logSums[i]);
            }
        }

        private void scoreGradients(int row, int count) {
            for (int i = 0; i < count; i++) {
                int end = Attention.visible(row, i, length);
                scoreGradient(probs, dScores, i * stride, row + i + 1, end, deltas[i], in.scale);
            }
        }

        /** {@code sums[j] += sum_i weights[i,j] panels[i]} for every key j some row of the block sees. */
        private void addTransposed(float[] weights, int row, int count, float[] sums) {
            for (int key = 0; key < row + count; key += ROWS) {
                int first = Math.max(0, key - row);
                for (int column = 0; column < size; column += COLUMNS) {
                    int right = column * count + first * COLUMNS;
                    MicroKernel.byDepth(
                            weights, first * stride + key, stride, panels, right, count - first, tile, 0, COLUMNS);
                    for (int i = 0; i < ROWS; i++) {
                        add(tile, i * COLUMNS, sums, (key + i) * width + column);
                    }
                }
            }
        }

        void store(Heads dk, Heads dv) {
            dk.store(dKeys, 0, width, start, length, kvHead);
            dv.store(dValues, 0, width, start, length, kvHead);
        }
    }

    private static void scoreGradient(
            float[] probs, float[] dScores, int at, int seen, int end, float delta, float scale) {
        for (int j = 0; j < end; j += COUNT) {
            FloatVector.fromArray(FLOATS, dScores, at + j)
                    .sub(delta)
                    .mul(FloatVector.fromArray(FLOATS, probs, at + j))
                    .mul(scale)
                    .intoArray(dScores, at + j);
        }
        // a hidden key's dp may be anything, infinite included
        for (int j = seen; j < end; j++) {
            dScores[at + j] = 0;
        }
    }

    private static void add(float[] from, int start, float[] into, int at) {
        for (int j = 0; j < COLUMNS; j += COUNT) {
            FloatVector.fromArray(FLOATS, into, at + j)
                    .add(FloatVector.fromArray(FLOATS, from, start + j))
                    .intoArray(into, at + j);
        }
    }
}
