package dev.intrain.bench.perf;

import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.checkpoint.ModelConfig;
import dev.intrain.core.model.Decoder;
import java.util.SplittableRandom;

/** Models and tokens that mean nothing: speed does not depend on what the weights are, as long as numbers stay ordinary. */
public final class RandomModel {
    private RandomModel() {}

    /**
     * @param backend where the model lives
     * @param config its shape
     * @param weights type of the matrices, F32 or BF16
     * @param seed of the weights
     * @return a model with evenly distributed matrices and norms of 1, which the caller closes
     */
    public static Decoder create(Backend backend, ModelConfig config, DType weights, long seed) {
        Decoder model = Decoder.allocate(backend, config, weights);
        try {
            SplittableRandom random = new SplittableRandom(seed);
            float bound = (float) (config.initializerRange() * Math.sqrt(3));
            model.weights().values().forEach(tensor -> {
                if (tensor.rank() == 1) {
                    backend.fill(tensor, 1);
                } else {
                    writeEven(backend, tensor, bound, random);
                }
            });
            return model;
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    private static void writeEven(Backend backend, Tensor tensor, float bound, SplittableRandom random) {
        int width = Math.toIntExact(tensor.dim(1));
        float[] row = new float[width];
        for (long r = 0; r < tensor.dim(0); r++) {
            for (int i = 0; i < width; i++) {
                // The upper 24 bits fill a float's precision.
                row[i] = bound * ((random.nextInt() >> 8) * 0x1p-23f);
            }
            backend.write(tensor, r * width, row, 0, width);
        }
    }

    /**
     * @param count how many
     * @param vocabSize ids are below it
     * @param seed of the ids
     * @return token ids
     */
    static int[] tokens(int count, int vocabSize, long seed) {
        return new SplittableRandom(seed).ints(count, 0, vocabSize).toArray();
    }
}
