package dev.intrain.core.model;

import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.checkpoint.ModelConfig;

/** Cosines and sines of all positions, computed on the host in double, so that every backend rotates by the same numbers. */
final class RopeTable {
    private RopeTable() {}

    /**
     * @param arena owns the table
     * @param positions P
     * @return [P,D]: for each position D/2 cosines, then D/2 sines
     */
    static Tensor allocate(Backend backend, Arena arena, ModelConfig config, int positions) {
        int headDim = config.attention().headDim();
        int half = headDim / 2;
        double[] frequencies = config.rope().frequencies(headDim);
        Tensor table = arena.f32(positions, headDim);
        float[] row = new float[headDim];
        for (int position = 0; position < positions; position++) {
            for (int i = 0; i < half; i++) {
                double angle = position * frequencies[i];
                row[i] = (float) StrictMath.cos(angle);
                row[half + i] = (float) StrictMath.sin(angle);
            }
            backend.write(table, (long) position * headDim, row, 0, headDim);
        }
        return table;
    }
}
