package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.Lanes.COUNT;
import static dev.intrain.core.tensor.cpu.Lanes.FLOATS;

import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.tensor.HostTensor;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** SwiGLU and rotary embedding: element by element, in runs that fit the first caches. */
final class Elementwise {
    /** Elements a task takes, and a multiple of every vector width. */
    static final int RUN = 1 << 12;

    private final Workers workers;

    Elementwise(Workers workers) {
        this.workers = workers;
    }

    /** Runs of whole tensors, whose number of elements may exceed an int. */
    interface Run {
        void run(long first, int count, Scratch scratch);
    }

    void runs(long size, Run task) {
        workers.run((int) ((size + RUN - 1) / RUN), (part, scratch) -> {
            long first = (long) part * RUN;
            task.run(first, (int) Math.min(RUN, size - first), scratch);
        });
    }

    void swiglu(Tensor gate, Tensor up, Tensor out) {
        MemorySegment gates = HostTensor.of(gate).segment();
        MemorySegment ups = HostTensor.of(up).segment();
        MemorySegment outs = HostTensor.of(out).segment();
        runs(out.size(), (first, count, scratch) -> {
            float[] g = scratch.floats(0, RUN);
            float[] u = scratch.floats(1, RUN);
            Elements.load(gates, first, g, 0, count);
            Elements.load(ups, first, u, 0, count);
            swiglu(g, u, count);
            Elements.store(g, 0, outs, first, count);
        });
    }

    /** Computes past the count, up to a whole vector: arrays are longer, and nobody reads it. */
    private static void swiglu(float[] g, float[] u, int count) {
        for (int i = 0; i < count; i += COUNT) {
            FloatVector gate = FloatVector.fromArray(FLOATS, g, i);
            gate.div(Lanes.exp(gate.neg()).add(1f))
                    .mul(FloatVector.fromArray(FLOATS, u, i))
                    .intoArray(g, i);
        }
    }

    void swigluBackward(Tensor gate, Tensor up, Tensor dOut, Tensor dGate, Tensor dUp) {
        MemorySegment gates = HostTensor.of(gate).segment();
        MemorySegment ups = HostTensor.of(up).segment();
        MemorySegment outs = HostTensor.of(dOut).segment();
        MemorySegment dGates = HostTensor.of(dGate).segment();
        MemorySegment dUps = HostTensor.of(dUp).segment();
        runs(dOut.size(), (first, count, scratch) -> {
            float[] g = scratch.floats(0, RUN);
            float[] u = scratch.floats(1, RUN);
            float[] d = scratch.floats(2, RUN);
            Elements.load(gates, first, g, 0, count);
            Elements.load(ups, first, u, 0, count);
            Elements.load(outs, first, d, 0, count);
            swigluBackward(g, u, d, count);
            Elements.store(g, 0, dGates, first, count);
            Elements.store(u, 0, dUps, first, count);
        });
    }

    private static void swigluBackward(float[] g, float[] u, float[] d, int count) {
        FloatVector one = FloatVector.broadcast(FLOATS, 1f);
        for (int i = 0; i < count; i += COUNT) {
            FloatVector gate = FloatVector.fromArray(FLOATS, g, i);
            FloatVector dOut = FloatVector.fromArray(FLOATS, d, i);
            FloatVector sigmoid = one.div(Lanes.exp(gate.neg()).add(1f));
            FloatVector silu = gate.mul(sigmoid);
            FloatVector slope = silu.fma(one.sub(sigmoid), sigmoid);
            dOut.mul(FloatVector.fromArray(FLOATS, u, i)).mul(slope).intoArray(g, i);
            dOut.mul(silu).intoArray(u, i);
        }
    }

    void rope(Tensor x, Tensor table, Tensor positions, boolean inverse) {
        int heads = (int) x.dim(1);
        int size = (int) x.dim(2);
        int width = heads * size;
        MemorySegment rows = HostTensor.of(x).segment();
        MemorySegment angles = HostTensor.of(table).segment();
        HostTensor at = HostTensor.of(positions);
        workers.ranges((int) x.dim(0), Math.max(1, 4 * RUN / width), (from, to, scratch) -> {
            float[] row = scratch.floats(0, width);
            float[] angle = scratch.floats(1, size);
            for (int t = from; t < to; t++) {
                Elements.load(angles, (long) at.getInt(t) * size, angle, 0, size);
                Elements.load(rows, (long) t * width, row, 0, width);
                for (int h = 0; h < heads; h++) {
                    rotate(row, h * size, angle, size / 2, inverse ? -1f : 1f);
                }
                Elements.store(row, 0, rows, (long) t * width, width);
            }
        });
    }

    private static void rotate(float[] row, int start, float[] angle, int half, float direction) {
        int i = 0;
        for (; i <= half - COUNT; i += COUNT) {
            FloatVector cos = FloatVector.fromArray(FLOATS, angle, i);
            FloatVector sin = FloatVector.fromArray(FLOATS, angle, half + i).mul(direction);
            FloatVector a = FloatVector.fromArray(FLOATS, row, start + i);
            FloatVector b = FloatVector.fromArray(FLOATS, row, start + half + i);
            a.fma(cos, b.mul(sin).neg()).intoArray(row, start + i);
            b.fma(cos, a.mul(sin)).intoArray(row, start + half + i);
        }
        for (; i < half; i++) {
            float cos = angle[i];
            float sin = angle[half + i] * direction;
            float a = row[start + i];
            float b = row[start + half + i];
            row[start + i] = Math.fma(a, cos, -(b * sin));
            row[start + half + i] = Math.fma(b, cos, a * sin);
        }
    }
}
