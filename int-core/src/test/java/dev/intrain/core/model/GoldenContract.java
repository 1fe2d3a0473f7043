package dev.intrain.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.api.TokenSequence;
import dev.intrain.api.Trace;
import dev.intrain.api.engine.Sampling;
import dev.intrain.api.optim.Parameter;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.BackendProvider;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.rollout.RolloutEngine;
import dev.intrain.core.rollout.RolloutProgress;
import dev.intrain.core.rollout.RolloutRequest;
import dev.intrain.core.rollout.RolloutSettings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What PyTorch computed for the golden models: logits, log-probabilities, every gradient, three AdamW steps.
 *
 * <p>A test extends this class and names the backends it runs on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class GoldenContract {
    private static final String BF16_FOLDER = "tiny-bf16";
    private static final List<String> FOLDERS = List.of("tiny-f32", "tiny-untied-f32", BF16_FOLDER);

    /** @return the backends under test */
    protected abstract Stream<BackendProvider> providers();

    /** @return how far log-probabilities of rollout and training may be apart with bfloat16 weights */
    protected double largestGap() {
        return 1e-2;
    }

    Stream<Arguments> cases() {
        return providers().flatMap(provider -> FOLDERS.stream().map(folder -> Arguments.of(provider, folder)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void logitsAndLogprobs(BackendProvider provider, String folder) {
        compareForward(provider, folder, DType.F32, 1e-4, 1e-4);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void logitsAndLogprobsWithBfloat16Weights(BackendProvider provider, String folder) {
        compareForward(provider, folder, DType.BF16, 1.5e-1, 6e-2);
    }

    private static void compareForward(
            BackendProvider provider, String folder, DType weights, double logitTolerance, double logprobTolerance) {
        Golden golden = Golden.open(folder);
        List<int[]> ids = golden.ids();
        int tokens = golden.sequences() * golden.length();
        try (Backend backend = provider.create(2);
                Decoder decoder = Decoder.load(backend, golden.folder(), weights);
                ScoringPass pass = new ScoringPass(decoder, tokens, tokens)) {
            pass.forward(everyRow(PackedBatch.of(ids, golden.allTargets())), 1);
            assertThat(Golden.maxDifference(pass.logits(), golden.values().floats("logits")))
                    .isLessThan(logitTolerance);
            pass.forward(PackedBatch.of(ids, golden.allTargets()), 1);
            assertThat(Golden.maxDifference(pass.logprobs(), golden.values().floats("token_logprobs")))
                    .isLessThan(logprobTolerance);
        }
    }

    /** The same tokens, with the hidden state of every row asked for. */
    private static PackedBatch everyRow(PackedBatch batch) {
        int[] rows = new int[batch.tokens()];
        Arrays.setAll(rows, i -> i);
        return new PackedBatch(batch.ids(), batch.positions(), batch.cuSeqlens(), rows, new int[rows.length]);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyGradient(BackendProvider provider, String folder) {
        Golden golden = Golden.open(folder);
        try (Backend backend = provider.create(2);
                Decoder decoder = Decoder.load(backend, golden.folder(), DType.F32);
                TrainingPass pass = new TrainingPass(decoder, 111, 111, false)) {
            decoder.zeroGradients();
            step(golden, pass);
            for (Parameter parameter : decoder.trainable()) {
                float[] expected = golden.values().floats("grad." + parameter.name());
                float[] actual = read(backend, parameter.gradient());
                assertThat(Golden.maxDifference(actual, expected) / Golden.maxAbs(expected))
                        .as(parameter.name())
                        .isLessThan(1e-4);
            }
        }
    }

    /** The model whose weights are bfloat16: gradients of the same function, but for the rounding of what is multiplied. */
    @ParameterizedTest
    @MethodSource("providers")
    void everyGradientWithBfloat16Weights(BackendProvider provider) {
        Golden golden = Golden.open(BF16_FOLDER);
        try (Backend backend = provider.create(2);
                Decoder decoder = Decoder.load(backend, golden.folder(), DType.BF16);
                TrainingPass pass = new TrainingPass(decoder, 111, 111, false)) {
            decoder.zeroGradients();
            step(golden, pass);
            for (Parameter parameter : decoder.trainable()) {
                float[] expected = golden.values().floats("grad." + parameter.name());
                float[] difference = read(backend, parameter.gradient());
                for (int i = 0; i < difference.length; i++) {
                    difference[i] -= expected[i];
                }
                assertThat(norm(difference) / norm(expected))
                        .as(parameter.name())
                        .isLessThanOrEqualTo(5e-2);
            }
        }
    }

    private static double norm(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    /** Sampled token by token over the cache, and scored as training does: the same log-probabilities. */
    @ParameterizedTest
    @MethodSource("providers")
    void rolloutsHaveTheLogprobsOfTrainingWithBfloat16Weights(BackendProvider provider) {
        Golden golden = Golden.open(BF16_FOLDER);
        List<RolloutRequest> requests = golden.ids().stream()
                .map(ids -> TokenSequence.of(Arrays.copyOf(ids, 11)))
                .map(prompt -> new RolloutRequest("p" + prompt.get(0), 0, prompt, 0, 2))
                .toList();
        RolloutSettings settings = new RolloutSettings(new Sampling(1, 1, 0, 20), new int[] {-1}, 6, 1, "golden", 0);
        try (Backend backend = provider.create(2);
                Decoder decoder = Decoder.load(backend, golden.folder(), DType.BF16);
                RolloutEngine engine = new RolloutEngine(decoder, 31, 6, ids -> "");
                ScoringPass pass = new ScoringPass(decoder, 31, 31)) {
            for (Trace trace : engine.run(requests, settings, RolloutProgress.NONE)) {
                int[] ids = trace.prompt().concat(trace.completion()).toArray();
                boolean[] sampled = new boolean[ids.length];
                Arrays.fill(sampled, 11, ids.length, true);
                pass.forward(PackedBatch.of(List.of(ids), List.of(sampled)), 1);
                assertThat(Golden.maxDifference(pass.logprobs(), trace.logprobs()))
                        .isLessThanOrEqualTo(largestGap());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void threeAdamwSteps(BackendProvider provider, String folder) {
        Golden golden = Golden.open(folder);
        Map<String, Tensor> moments = new HashMap<>();
        try (Backend backend = provider.create(2);
                Decoder decoder = Decoder.load(backend, golden.folder(), DType.F32);
                Arena arena = new Arena(backend);
                TrainingPass pass = new TrainingPass(decoder, 111, 111, true)) {
            for (int step = 1; step <= 3; step++) {
                decoder.zeroGradients();
                step(golden, pass);
                for (Parameter p : decoder.trainable()) {
                    Tensor m = moments.computeIfAbsent(p.name() + " m", n -> like(arena, p.value()));
                    Tensor v = moments.computeIfAbsent(p.name() + " v", n -> like(arena, p.value()));
                    // The betas golden.json names: its README tells why they look swapped.
                    backend.adamw(p.value(), p.gradient(), m, v, null, 1e-3, 0.95, 0.9, 1e-8, 0.1, step);
                }
                decoder.publishParameters();
            }
            for (Parameter p : decoder.trainable()) {
                requireUpdated(golden, p.name(), read(backend, p.value()));
            }
        }
    }

    /**
     * Within 1e-5; but a gradient far below what float32 resolves in its tensor is noise here and in the golden, and AdamW divides it
     * by its own size: such a parameter may differ by a tenth of the learning rate.
     */
    private static void requireUpdated(Golden golden, String name, float[] actual) {
        float[] expected = golden.values().floats("adamw3." + name);
        float[] gradient = golden.values().floats("grad." + name);
        double noise = 1e-5 * Golden.maxAbs(gradient);
        for (int i = 0; i < expected.length; i++) {
            double tolerance = Math.abs(gradient[i]) > noise || gradient[i] == 0 ? 1e-5 : 1e-4;
            assertThat(Math.abs((double) actual[i] - expected[i]))
                    .as("%s[%d]", name, i)
                    .isLessThan(tolerance);
        }
    }

    private static void step(Golden golden, TrainingPass pass) {
        PackedBatch batch = PackedBatch.of(golden.ids(), golden.lossMasks());
        float[] dLogprobs = new float[batch.targetCount()];
        Arrays.fill(dLogprobs, -1f / dLogprobs.length);
        pass.forward(batch, 1);
        pass.backward(dLogprobs);
    }

    private static Tensor like(Arena arena, Tensor tensor) {
        return tensor.rank() == 1 ? arena.f32(tensor.dim(0)) : arena.f32(tensor.dim(0), tensor.dim(1));
    }

    private static float[] read(Backend backend, Tensor tensor) {
        float[] values = new float[(int) tensor.size()];
        backend.read(tensor, 0, values, 0, values.length);
        return values;
    }
}
