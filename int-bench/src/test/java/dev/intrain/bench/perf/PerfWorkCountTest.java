package dev.intrain.bench.perf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.api.tensor.DType;
import dev.intrain.core.checkpoint.Architecture;
import dev.intrain.core.checkpoint.AttentionConfig;
import dev.intrain.core.checkpoint.ModelConfig;
import dev.intrain.core.checkpoint.RopeConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Counted by hand for two layers of width 4 (two query heads and one key-value head of 2, inner width 6) and 8 tied embeddings.
 *
 * <p>A layer has 16 + 8 + 8 + 16 weights in q, k, v and o, 72 in the feed-forward block, and 4 + 4 + 2 + 2 in norms: 132. With the embedding's
 * 32 and the final norm's 4, N is 300.
 */
class PerfWorkCountTest {
    private static final WorkCount TINY = new WorkCount(new ModelConfig(
            Architecture.QWEN3,
            8,
            4,
            6,
            2,
            new AttentionConfig(2, 1, 2, false, false, true),
            new RopeConfig(1e4, new RopeConfig.Scaling.None()),
            64,
            1e-6,
            true,
            0.02,
            Map.of()));

    @Test
    void trainingIsSixOperationsPerWeightAndToken() {
        // 15 tokens; 3 sequences of 15 causal pairs, 2 layers, query width 4, and 4 operations forward, 8 backward.
        assertThat(TINY.trainStep(3, 5)).isEqualTo(6 * 300 * 15 + 12 * 45 * 2 * 4);
    }

    @Test
    void decodingIsTwoOperationsPerWeightAndToken() {
        // The first step attends to the 5 tokens of the prompt, the second to 6.
        assertThat(TINY.decode(3, 5, 2)).isEqualTo(2 * 300 * 6 + 4 * 3 * 11 * 2 * 4);
    }

    @Test
    void prefillingLeavesOutWhatNothingReads() {
        int everything = 2 * 268 * 5 + 4 * 15 * 2 * 4;
        int headOnce = 2 * 32;
        int restOfTheLastLayer = 2 * (16 + 72) * 4 + 4 * 10 * 4;
        assertThat(TINY.prefill(5)).isEqualTo(everything + headOnce - restOfTheLastLayer);
    }

    @Test
    void decodingReadsWeightsOncePerStepAndTheCacheOncePerSequence() {
        // 272 matrix elements, 28 of norms in F32; a cached token is 2 x 2 layers x width 2 in F32.
        assertThat(TINY.decodeBytes(DType.F32, 3, 5, 2)).isEqualTo(2 * 1200 + 3 * 11 * 32);
        assertThat(TINY.decodeBytes(DType.BF16, 3, 5, 2)).isEqualTo(2 * (544 + 112) + 3 * 11 * 32);
    }

    @Test
    void theShapesHaveTheSizesTheyAreKnownBy() {
        assertThat(PerfShape.named("micro").config().parameterCount()).isBetween(5_050_000L, 5_150_000L);
        assertThat(PerfShape.named("small").config().parameterCount()).isBetween(27_250_000L, 27_350_000L);
        assertThat(PerfShape.named("qwen3-0.6b").config().parameterCount()).isBetween(595_000_000L, 597_000_000L);
    }
}
