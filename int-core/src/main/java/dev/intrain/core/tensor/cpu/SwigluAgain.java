package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.Lanes.COUNT;
import static dev.intrain.core.tensor.cpu.Lanes.FLOATS;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * SwiGLU and its gradient in one loop over whole vectors of F32, rounded to BF16: one exponential for both, operation by operation
 * those of {@link Elementwise}.
 */
record SwigluAgain(MemorySegment gate, MemorySegment up, MemorySegment dOut) {
    /** Elements whose three results together lie in the first cache. */
    private static final int PART = 1 << 10;

    /** Elements from {@code first} on; what is written is BF16. */
    void runRounded(long first, int count, MemorySegment out, MemorySegment dGate, MemorySegment dUp, Scratch scratch) {
        float[] outs = scratch.floats(0, PART);
        float[] dGates = scratch.floats(1, PART);
        float[] dUps = scratch.floats(2, PART);
        for (int part = 0; part < count; part += PART) {
            int length = Math.min(PART, count - part);
            toArrays(gate, up, dOut, first + part, length, outs, dGates, dUps);
            Elements.storeRounded(outs, out, first + part, length);
            Elements.storeRounded(dGates, dGate, first + part, length);
            Elements.storeRounded(dUps, dUp, first + part, length);
        }
    }

    private static void toArrays(
            MemorySegment gate,
            MemorySegment up,
            MemorySegment dOut,
            long first,
            int count,
            float[] out,
            float[] dGate,
            float[] dUp) {
        FloatVector one = FloatVector.broadcast(FLOATS, 1f);
        for (int i = 0; i < count; i += COUNT) {
            long at = (first + i) * Float.BYTES;
            FloatVector g = FloatVector.fromMemorySegment(FLOATS, gate, at, LITTLE_ENDIAN);
            FloatVector divisor = Lanes.exp(g.neg()).add(1f);
            FloatVector sigmoid = one.div(divisor);
            FloatVector silu = g.mul(sigmoid);
            FloatVector slope = silu.fma(one.sub(sigmoid), sigmoid);
            FloatVector u = FloatVector.fromMemorySegment(FLOATS, up, at, LITTLE_ENDIAN);
            FloatVector d = FloatVector.fromMemorySegment(FLOATS, dOut, at, LITTLE_ENDIAN);
            g.div(divisor).mul(u).intoArray(out, i);
            d.mul(u).mul(slope).intoArray(dGate, i);
            d.mul(silu).intoArray(dUp, i);
        }
    }
}
