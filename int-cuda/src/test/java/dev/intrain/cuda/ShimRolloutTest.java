package dev.intrain.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.api.TokenSequence;
import dev.intrain.api.Trace;
import dev.intrain.api.engine.Sampling;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.core.model.Decoder;
import dev.intrain.core.model.PackedBatch;
import dev.intrain.core.model.ScoringPass;
import dev.intrain.core.model.TinyModels;
import dev.intrain.core.rollout.RolloutEngine;
import dev.intrain.core.rollout.RolloutProgress;
import dev.intrain.core.rollout.RolloutRequest;
import dev.intrain.core.rollout.RolloutSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The same seed gives the same bits at batch 1, 7 and 64, and the log-probabilities that training computes. */
@EnabledIf(value = "dev.intrain.cuda.shim.ShimCompiler#available", disabledReason = "there is no g++")
class ShimRolloutTest {
    private static final int CONTEXT = 40;
    private static final float TEMPERATURE = 1.1f;

    private static TokenSequence prompt(int length) {
        int[] ids = new int[length];
        for (int i = 0; i < length; i++) {
            ids[i] = (i * 13 + length) % 41;
        }
        return TokenSequence.of(ids);
    }

    private static List<RolloutRequest> requests(int samplesOfTheSecond) {
        return List.of(
                new RolloutRequest("a", 0, prompt(18), 0, 3),
                new RolloutRequest("b", 0, prompt(5), 0, samplesOfTheSecond));
    }

    private static List<Trace> run(RolloutEngine engine, int slots, List<RolloutRequest> requests) {
        RolloutSettings settings =
                new RolloutSettings(new Sampling(TEMPERATURE, 0.95, 20, 6), new int[] {7}, slots, 11, "rollout", 0);
        return engine.run(requests, settings, RolloutProgress.NONE);
    }

    private static Decoder model(Backend backend, DType weights) {
        return weights == DType.F32 ? TinyModels.qwen3(backend) : TinyModels.narrow(backend);
    }

    private static List<Trace> run(DType weights, int slots, List<RolloutRequest> requests) {
        try (Backend backend = new ShimBackendProvider().create(1);
                Decoder decoder = model(backend, weights);
                RolloutEngine engine = new RolloutEngine(decoder, CONTEXT, slots, ids -> "")) {
            return run(engine, slots, requests);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "BF16"})
    void bitsDoNotDependOnTheBatch(DType weights) {
        List<Trace> together = run(weights, 64, requests(61));
        assertThat(together).hasSize(64);
        for (int slots : new int[] {1, 7}) {
            assertThat(run(weights, slots, requests(4)))
                    .usingRecursiveComparison()
                    .isEqualTo(new ArrayList<>(together.subList(0, 7)));
        }
    }

    @ParameterizedTest
    @CsvSource({"F32, 1e-5", "BF16, 1e-2"})
    void logprobsAreThoseOfTraining(DType weights, float tolerance) {
        try (Backend backend = new ShimBackendProvider().create(2);
                Decoder decoder = model(backend, weights);
                RolloutEngine engine = new RolloutEngine(decoder, CONTEXT, 5, ids -> "");
                ScoringPass scoring = new ScoringPass(decoder, CONTEXT, CONTEXT)) {
            for (Trace trace : run(engine, 5, requests(4))) {
                int[] ids = trace.prompt().concat(trace.completion()).toArray();
                boolean[] sampled = new boolean[ids.length];
                Arrays.fill(sampled, trace.prompt().length(), ids.length, true);
                scoring.forward(PackedBatch.of(List.of(ids), List.of(sampled)), TEMPERATURE);
                float[] scored = scoring.logprobs();
                assertThat(scored).hasSameSizeAs(trace.logprobs());
                for (int i = 0; i < scored.length; i++) {
                    assertThat(Math.abs(scored[i] - trace.logprobs()[i])).isLessThan(tolerance);
                }
            }
        }
    }
}
