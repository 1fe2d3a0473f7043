package dev.intrain.bench.perf;

import dev.intrain.api.IntrainException;
import dev.intrain.core.checkpoint.Architecture;
import dev.intrain.core.checkpoint.AttentionConfig;
import dev.intrain.core.checkpoint.ModelConfig;
import dev.intrain.core.checkpoint.RopeConfig;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A model shape that performance is measured on; all are Qwen3 decoders with tied embeddings.
 *
 * @param name as on the command line
 * @param config its sizes
 */
public record PerfShape(String name, ModelConfig config) {
    /** Longest sequence of a run. */
    public static final int MAX_CONTEXT = 4096;

    private static final List<PerfShape> ALL = List.of(
            qwen3("micro", 64, 256, 768, 6, new AttentionConfig(4, 4, 64, false, false, true), 1e4),
            qwen3("small", 4096, 512, 1536, 8, new AttentionConfig(8, 4, 64, false, false, true), 1e6),
            qwen3("qwen3-0.6b", 151936, 1024, 3072, 28, new AttentionConfig(16, 8, 128, false, false, true), 1e6));

    private static PerfShape qwen3(
            String name, int vocab, int hidden, int inner, int layers, AttentionConfig attention, double theta) {
        RopeConfig rope = new RopeConfig(theta, new RopeConfig.Scaling.None());
        return new PerfShape(
                name,
                new ModelConfig(
                        Architecture.QWEN3,
                        vocab,
                        hidden,
                        inner,
                        layers,
                        attention,
                        rope,
                        MAX_CONTEXT,
                        1e-6,
                        true,
                        0.02,
                        Map.of()));
    }

    /**
     * @param name micro, small or qwen3-0.6b
     * @return that shape
     * @throws IntrainException if there is none of that name
     */
    public static PerfShape named(String name) {
        return ALL.stream()
                .filter(shape -> shape.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IntrainException("--shape must be one of "
                        + ALL.stream().map(PerfShape::name).collect(Collectors.joining(", ")) + ", not '" + name
                        + "'"));
    }
}
