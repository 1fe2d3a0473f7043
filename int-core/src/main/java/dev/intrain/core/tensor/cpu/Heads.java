package dev.intrain.core.tensor.cpu;

import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.tensor.HostTensor;
import java.lang.foreign.MemorySegment;

/** The rows of one head within a tensor [T,heads,D]. */
record Heads(MemorySegment memory, int heads, int size) {
    static Heads of(Tensor tensor) {
        return new Heads(HostTensor.of(tensor).segment(), (int) tensor.dim(1), (int) tensor.dim(2));
    }

    private long at(int token, int head) {
        return ((long) token * heads + head) * size;
    }

    /** Reads D numbers of each of the tokens, end to end. */
    void load(int firstToken, int tokens, int head, float[] into) {
        for (int t = 0; t < tokens; t++) {
            Elements.load(memory, at(firstToken + t, head), into, t * size, size);
        }
    }

    /** Writes rows that lie {@code stride} apart. */
    void store(float[] rows, int start, int stride, int firstToken, int tokens, int head) {
        for (int t = 0; t < tokens; t++) {
            Elements.store(rows, start + t * stride, memory, at(firstToken + t, head), size);
        }
    }
}
