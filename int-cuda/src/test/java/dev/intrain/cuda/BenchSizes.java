package dev.intrain.cuda;

import dev.intrain.core.checkpoint.Architecture;
import dev.intrain.core.checkpoint.AttentionConfig;
import dev.intrain.core.checkpoint.ModelConfig;
import dev.intrain.core.checkpoint.RopeConfig;
import java.util.List;
import java.util.Map;

/**
 * What the measurements measure: the real sizes, or sizes at which all of them run on the host within seconds, where their numbers mean
 * nothing. {@code torch_beside.py} has the same.
 *
 * @param models in order
 * @param copyBytes of one large copy
 * @param products rows, outer and inner size of matrix products; the first is the ceiling that others are shares of
 * @param attention sizes of attention
 * @param decode sizes of generation
 * @param train sizes of fine-tuning
 * @param grpo sizes of a step of reinforcement learning
 * @param gap sizes of the comparison of log-probabilities
 */
record BenchSizes(
        List<Model> models,
        long copyBytes,
        List<Product> products,
        AttentionSizes attention,
        DecodeSizes decode,
        TrainSizes train,
        GrpoSizes grpo,
        GapSizes gap) {
    /** Of an H100, below which full fine-tuning must stay. */
    static final double CARD_BYTES = 80e9;

    /**
     * A model shape.
     *
     * @param name for tables
     * @param config its sizes
     * @param leastMfu share of the card's rate that fine-tuning is to reach
     */
    record Model(String name, ModelConfig config, double leastMfu) {}

    /** A product {@code [rows,inner] x [inner,outer]}. */
    record Product(long rows, long outer, long inner) {
        @Override
        public String toString() {
            return rows + "x" + outer + "x" + inner;
        }
    }

    /** Causal attention: sequences of each length that make up the tokens. */
    record AttentionSizes(int heads, int keyValueHeads, int headDim, int tokens, List<Integer> lengths) {}

    /** Samples at once, each after a prompt of its own; steps are a multiple of 8. */
    record DecodeSizes(List<Integer> rows, int context, int newTokens) {}

    /** Packed sequences of one length. */
    record TrainSizes(int length, int stepTokens, List<Integer> microBatches) {}

    /** One step; slots in the order in which they are tried. */
    record GrpoSizes(int prompts, int samples, int promptTokens, int newTokens, List<Integer> slots) {}

    /** Samples that are scored again. */
    record GapSizes(int samples, int promptTokens, int newTokens) {}

    private static ModelConfig qwen3(
            int vocabulary, int hidden, int inner, int layers, AttentionConfig attention, int positions) {
        return new ModelConfig(
                Architecture.QWEN3,
                vocabulary,
                hidden,
                inner,
                layers,
                attention,
                new RopeConfig(1e6, new RopeConfig.Scaling.None()),
                positions,
                1e-6,
                true,
                0.02,
                Map.of());
    }

    private static AttentionConfig attention(int heads, int keyValueHeads, int headDim) {
        return new AttentionConfig(heads, keyValueHeads, headDim, false, false, true);
    }

    /** The shapes of Qwen3-0.6B and Qwen3-4B. */
    static BenchSizes full() {
        return new BenchSizes(
                List.of(
                        new Model("0.6B", qwen3(151_936, 1024, 3072, 28, attention(16, 8, 128), 40_960), 0.28),
                        new Model("4B", qwen3(151_936, 2560, 9728, 36, attention(32, 8, 128), 40_960), 0.42)),
                2L << 30,
                List.of(
                        new Product(8192, 8192, 8192),
                        new Product(16_384, 2560, 9728),
                        new Product(16_384, 9728, 2560),
                        new Product(16_384, 1024, 3072),
                        new Product(512, 9728, 2560),
                        new Product(256, 9728, 2560),
                        new Product(64, 9728, 2560),
                        new Product(1, 9728, 2560)),
                new AttentionSizes(32, 8, 128, 16_384, List.of(1024, 4096, 8192, 16_384)),
                new DecodeSizes(List.of(1, 16, 64, 256), 1024, 64),
                new TrainSizes(4096, 65_536, List.of(16_384, 8192, 4096)),
                new GrpoSizes(32, 8, 128, 1024, List.of(256, 192, 128, 96, 64, 32, 16, 8)),
                new GapSizes(16, 64, 640));
    }

    /** For the host. */
    static BenchSizes tiny() {
        return new BenchSizes(
                List.of(new Model("tiny", qwen3(97, 64, 96, 2, attention(2, 1, 64), 512), 0)),
                1 << 12,
                List.of(new Product(40, 48, 64), new Product(1, 48, 64)),
                new AttentionSizes(2, 1, 64, 40, List.of(20, 40)),
                new DecodeSizes(List.of(1, 3), 9, 16),
                new TrainSizes(12, 48, List.of(24, 12)),
                new GrpoSizes(2, 2, 5, 6, List.of(4, 2)),
                new GapSizes(2, 5, 6));
    }
}
