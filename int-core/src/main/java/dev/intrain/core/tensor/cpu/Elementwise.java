package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.Lanes.COUNT;
import static dev.intrain.core.tensor.cpu.Lanes.FLOATS;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.tensor.HostTensor;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * SwiGLU: element by element, in runs that fit the first caches. Whole vectors go from memory to memory, which is twice
 * as fast as through arrays; what is left over goes through arrays, by the same operations.
 */
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
        runs(out.size(), forward(gate, up, out));
    }

    private static Run forward(Tensor gate, Tensor up, Tensor out) {
        MemorySegment gates = HostTensor.of(gate).segment();
        MemorySegment ups = HostTensor.of(up).segment();
        MemorySegment outs = HostTensor.of(out).segment();
        return (first, count, scratch) -> {
            int whole = count - count % COUNT;
            if (out.dtype() != DType.F32) {
                float[] run = scratch.floats(2, RUN);
                swiglu(gates, ups, first, whole, run);
                Elements.store(run, 0, outs, out.dtype(), first, whole);
            } else {
                swiglu(gates, ups, outs, first * Float.BYTES, whole);
            }
            if (whole < count) {
                float[] g = scratch.floats(0, COUNT);
                float[] u = scratch.floats(1, COUNT);
                Elements.load(gates, first + whole, g, 0, count - whole);
                Elements.load(ups, first + whole, u, 0, count - whole);
                swiglu(g, u, count - whole);
                Elements.store(g, 0, outs, out.dtype(), first + whole, count - whole);
            }
        };
    }

    private static void swiglu(MemorySegment gates, MemorySegment ups, MemorySegment outs, long start, int count) {
        for (int i = 0; i < count; i += COUNT) {
            long at = start + (long) i * Float.BYTES;
            FloatVector gate = FloatVector.fromMemorySegment(FLOATS, gates, at, LITTLE_ENDIAN);
            gate.div(Lanes.exp(gate.neg()).add(1f))
                    .mul(FloatVector.fromMemorySegment(FLOATS, ups, at, LITTLE_ENDIAN))
                    .intoMemorySegment(outs, at, LITTLE_ENDIAN);
        }
    }

    private static void swiglu(MemorySegment gates, MemorySegment ups, long first, int count, float[] out) {
        for (int i = 0; i < count; i += COUNT) {
            long at = (first + i) * Float.BYTES;
            FloatVector gate = FloatVector.fromMemorySegment(FLOATS, gates, at, LITTLE_ENDIAN);
            gate.div(Lanes.exp(gate.neg()).add(1f))
                    .mul(FloatVector.fromMemorySegment(FLOATS, ups, at, LITTLE_ENDIAN))
                    .intoArray(out, i);
        }
    }

    /** What is left over. Computes past the count, up to a whole vector: nobody reads it. */
    private static void swiglu(float[] g, float[] u, int count) {
        for (int i = 0; i < count; i += COUNT) {
            FloatVector gate = FloatVector.fromArray(FLOATS, g, i);
            gate.div(Lanes.exp(gate.neg()).add(1f))
                    .mul(FloatVector.fromArray(FLOATS, u, i))
                    .intoArray(g, i);
        }
    }

    void swigluBackward(Tensor gate, Tensor up, Tensor dOut, Tensor dGate, Tensor dUp) {
        runs(dOut.size(), backward(gate, up, dOut, dGate, dUp));
    }

    /** To BF16 both at once; to F32, and what makes no whole vector, run by run: the backward pass finds gate and up in the first caches. */
    void swigluBackwardAgain(Tensor gate, Tensor up, Tensor dOut, Tensor dGate, Tensor dUp, Tensor out) {
        Run forward = forward(gate, up, out);
        Run backward = backward(gate, up, dOut, dGate, dUp);
        MemorySegment outs = HostTensor.of(out).segment();
        MemorySegment dGates = HostTensor.of(dGate).segment();
        MemorySegment dUps = HostTensor.of(dUp).segment();
        SwigluAgain both = new SwigluAgain(
                HostTensor.of(gate).segment(),
                HostTensor.of(up).segment(),
                HostTensor.of(dOut).segment());
        boolean narrow = out.dtype() == DType.BF16 && dGate.dtype() == DType.BF16 && dUp.dtype() == DType.BF16;
        runs(dOut.size(), (first, count, scratch) -> {
            if (count % COUNT == 0 && narrow) {
                both.runRounded(first, count, outs, dGates, dUps, scratch);
            } else {
                forward.run(first, count, scratch);
                backward.run(first, count, scratch);
            }
        });
    }

    private static Run backward(Tensor gate, Tensor up, Tensor dOut, Tensor dGate, Tensor dUp) {
        MemorySegment gates = HostTensor.of(gate).segment();
        MemorySegment ups = HostTensor.of(up).segment();
        MemorySegment outs = HostTensor.of(dOut).segment();
        MemorySegment dGates = HostTensor.of(dGate).segment();
        MemorySegment dUps = HostTensor.of(dUp).segment();
        return (first, count, scratch) -> {
            int whole = count - count % COUNT;
            if (dGate.dtype() != DType.F32) {
                float[] g = scratch.floats(0, RUN);
                float[] u = scratch.floats(1, RUN);
                swigluBackward(gates, ups, outs, first, whole, g, u);
                Elements.store(g, 0, dGates, dGate.dtype(), first, whole);
                Elements.store(u, 0, dUps, dUp.dtype(), first, whole);
            } else {
                swigluBackward(gates, ups, outs, dGates, dUps, first * Float.BYTES, whole);
            }
            if (whole < count) {
                long rest = first + whole;
                float[] g = scratch.floats(0, COUNT);
                float[] u = scratch.floats(1, COUNT);
                float[] d = scratch.floats(2, COUNT);
                Elements.load(gates, rest, g, 0, count - whole);
                Elements.load(ups, rest, u, 0, count - whole);
                Elements.load(outs, rest, d, 0, count - whole);
                swigluBackward(g, u, d, count - whole);
                Elements.store(g, 0, dGates, dGate.dtype(), rest, count - whole);
                Elements.store(u, 0, dUps, dUp.dtype(), rest, count - whole);
            }
        };
    }

    private static void swigluBackward(
            MemorySegment gates,
            MemorySegment ups,
            MemorySegment outs,
            MemorySegment dGates,
            MemorySegment dUps,
            long start,
            int count) {
        FloatVector one = FloatVector.broadcast(FLOATS, 1f);
        for (int i = 0; i < count; i += COUNT) {
            long at = start + (long) i * Float.BYTES;
            FloatVector gate = FloatVector.fromMemorySegment(FLOATS, gates, at, LITTLE_ENDIAN);
            FloatVector up = FloatVector.fromMemorySegment(FLOATS, ups, at, LITTLE_ENDIAN);
            FloatVector dOut = FloatVector.fromMemorySegment(FLOATS, outs, at, LITTLE_ENDIAN);
            FloatVector sigmoid = one.div(Lanes.exp(gate.neg()).add(1f));
            FloatVector silu = gate.mul(sigmoid);
            FloatVector slope = silu.fma(one.sub(sigmoid), sigmoid);
            dOut.mul(up).mul(slope).intoMemorySegment(dGates, at, LITTLE_ENDIAN);
            dOut.mul(silu).intoMemorySegment(dUps, at, LITTLE_ENDIAN);
        }
    }

    private static void swigluBackward(
            MemorySegment gates,
            MemorySegment ups,
            MemorySegment outs,
            long first,
            int count,
            float[] dGate,
            float[] dUp) {
        FloatVector one = FloatVector.broadcast(FLOATS, 1f);
        for (int i = 0; i < count; i += COUNT) {
            long at = (first + i) * Float.BYTES;
            FloatVector gate = FloatVector.fromMemorySegment(FLOATS, gates, at, LITTLE_ENDIAN);
            FloatVector up = FloatVector.fromMemorySegment(FLOATS, ups, at, LITTLE_ENDIAN);
            FloatVector dOut = FloatVector.fromMemorySegment(FLOATS, outs, at, LITTLE_ENDIAN);
            FloatVector sigmoid = one.div(Lanes.exp(gate.neg()).add(1f));
            FloatVector silu = gate.mul(sigmoid);
            FloatVector slope = silu.fma(one.sub(sigmoid), sigmoid);
            dOut.mul(up).mul(slope).intoArray(dGate, i);
            dOut.mul(silu).intoArray(dUp, i);
        }
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
}
