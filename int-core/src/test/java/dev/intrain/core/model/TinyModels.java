package dev.intrain.core.model;

import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.core.checkpoint.Architecture;
import dev.intrain.core.checkpoint.AttentionConfig;
import dev.intrain.core.checkpoint.ModelConfig;
import dev.intrain.core.checkpoint.RopeConfig;
import java.util.Map;

/** Random models of odd sizes, one for each family. */
public final class TinyModels {
    private TinyModels() {}

    /** Makes a model. */
    public interface Maker {
        Decoder make(Backend backend);
    }

    public static Decoder qwen3(Backend backend) {
        return qwen3(backend, 41);
    }

    public static Decoder qwen3(Backend backend, int vocabSize) {
        AttentionConfig attention = new AttentionConfig(4, 2, 10, false, false, true);
        return make(backend, vocabSize, Architecture.QWEN3, attention, new RopeConfig.Scaling.None(), true);
    }

    /** Weights in BF16, and heads wide enough for tensor cores. */
    public static Decoder narrow(Backend backend) {
        AttentionConfig attention = new AttentionConfig(2, 1, 64, false, false, true);
        try (Decoder wide = make(backend, 41, Architecture.QWEN3, attention, new RopeConfig.Scaling.None(), true)) {
            Decoder narrow = Decoder.allocate(backend, wide.config(), DType.BF16);
            wide.weights().forEach((name, from) -> backend.copy(from, LayerWeights.require(narrow.weights(), name)));
            return narrow;
        }
    }

    public static Decoder qwen2(Backend backend) {
        AttentionConfig attention = new AttentionConfig(3, 1, 12, true, false, false);
        return make(backend, 41, Architecture.QWEN2, attention, new RopeConfig.Scaling.Linear(2), true);
    }

    public static Decoder llama(Backend backend) {
        AttentionConfig attention = new AttentionConfig(3, 3, 6, true, true, false);
        return make(backend, 41, Architecture.LLAMA, attention, new RopeConfig.Scaling.Llama3(8, 1, 4, 16), false);
    }

    private static Decoder make(
            Backend backend,
            int vocabSize,
            Architecture architecture,
            AttentionConfig attention,
            RopeConfig.Scaling scaling,
            boolean tied) {
        ModelConfig config = new ModelConfig(
                architecture,
                vocabSize,
                18,
                29,
                2,
                attention,
                new RopeConfig(100, scaling),
                128,
                1e-5,
                tied,
                0.3,
                Map.of());
        return Decoder.initialize(backend, config, 5);
    }
}
