package dev.intrain.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.api.optim.Parameter;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.BackendProvider;
import dev.intrain.api.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Invariants of the forward and backward pass: packing, recomputation, threads and scoring change no bit. */
class PassTest {
    private static final int[] LENGTHS = {1, 5, 33, 17};

    static Stream<BackendProvider> backends() {
        return TestBackends.all();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void packedEqualsUnpacked(BackendProvider provider) {
        try (Backend backend = provider.create(1);
                Decoder decoder = TinyModels.qwen3(backend);
                ScoringPass pass = new ScoringPass(decoder, 64, 64)) {
            List<int[]> sequences = sequences();
            pass.forward(PackedBatch.of(sequences, all(sequences)), 0.7f);
            float[] packed = pass.logprobs();
            int done = 0;
            for (int[] sequence : sequences) {
                pass.forward(PackedBatch.of(List.of(sequence), all(List.of(sequence))), 0.7f);
                float[] alone = pass.logprobs();
                assertThat(alone).isEqualTo(Arrays.copyOfRange(packed, done, done += alone.length));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void recomputationAndThreadsChangeNoBit(BackendProvider provider) {
        List<float[]> kept = logprobsAndGradients(provider, 1, false);
        assertThat(logprobsAndGradients(provider, 1, true))
                .usingRecursiveComparison()
                .isEqualTo(kept);
        assertThat(logprobsAndGradients(provider, 2, false))
                .usingRecursiveComparison()
                .isEqualTo(kept);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void scoringEqualsTraining(BackendProvider provider) {
        try (Backend backend = provider.create(1);
                Decoder decoder = TinyModels.qwen3(backend);
                TrainingPass training = new TrainingPass(decoder, 64, 64, false);
                ScoringPass scoring = new ScoringPass(decoder, 60, 60)) {
            PackedBatch batch = PackedBatch.of(sequences(), all(sequences()));
            training.forward(batch, 1.3f);
            scoring.forward(batch, 1.3f);
            assertThat(scoring.logprobs()).isEqualTo(training.logprobs());
            assertThat(scoring.entropy()).isEqualTo(training.entropy());
        }
    }

    /** The loss of two micro-batches is the loss of one batch: gradients add up. */
    @ParameterizedTest
    @MethodSource("backends")
    void gradientsAccumulate(BackendProvider provider) {
        try (Backend backend = provider.create(1);
                Decoder decoder = TinyModels.llama(backend);
                TrainingPass pass = new TrainingPass(decoder, 64, 64, false)) {
            List<int[]> sequences = sequences();
            decoder.zeroGradients();
            step(pass, sequences);
            List<float[]> together = gradients(backend, decoder);
            decoder.zeroGradients();
            step(pass, sequences.subList(0, 2));
            step(pass, sequences.subList(2, 4));
            List<float[]> apart = gradients(backend, decoder);
            for (int i = 0; i < apart.size(); i++) {
                assertThat(Golden.maxDifference(apart.get(i), together.get(i)) / Golden.maxAbs(together.get(i)))
                        .isLessThan(1e-6);
            }
        }
    }

    /** Finite differences of the summed log-probabilities, in double on the reference backend's float32 weights. */
    @ParameterizedTest
    @MethodSource("families")
    void gradientsMatchFiniteDifferences(TinyModels.Maker family) {
        try (Backend backend = TestBackends.reference().create(1);
                Decoder decoder = family.make(backend);
                TrainingPass pass = new TrainingPass(decoder, 64, 64, false)) {
            decoder.zeroGradients();
            step(pass, sequences());
            for (Parameter parameter : decoder.trainable()) {
                int element = (int) (parameter.value().size() / 2);
                float[] slope = new float[1];
                float[] value = new float[1];
                backend.read(parameter.gradient(), element, slope, 0, 1);
                backend.read(parameter.value(), element, value, 0, 1);
                float h = 1e-2f;
                double up = sumWith(backend, pass, parameter, element, value[0] + h);
                double down = sumWith(backend, pass, parameter, element, value[0] - h);
                sumWith(backend, pass, parameter, element, value[0]);
                double expected = (up - down) / (2 * h);
                assertThat((double) slope[0])
                        .as(parameter.name())
                        .isCloseTo(expected, org.assertj.core.data.Offset.offset(2e-3 + 1e-2 * Math.abs(expected)));
            }
        }
    }

    static Stream<TinyModels.Maker> families() {
        return Stream.of(TinyModels::qwen3, TinyModels::qwen2, TinyModels::llama);
    }

    private static double sumWith(Backend backend, TrainingPass pass, Parameter parameter, int element, float value) {
        backend.write(parameter.value(), element, new float[] {value}, 0, 1);
        pass.forward(PackedBatch.of(sequences(), all(sequences())), 1);
        double sum = 0;
        for (float logprob : pass.logprobs()) {
            sum += logprob;
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("backends")
    void bfloat16WeightsTrainOnMasters(BackendProvider provider) {
        Golden golden = Golden.open("tiny-bf16");
        try (Backend backend = provider.create(1);
                Decoder decoder = Decoder.load(backend, golden.folder(), DType.BF16);
                TrainingPass pass = new TrainingPass(decoder, 64, 64, false)) {
            step(pass, sequences());
            Parameter first = decoder.trainable().getFirst();
            assertThat(first.value().dtype()).isEqualTo(DType.F32);
            float[] updated = {1.00001f};
            backend.write(first.value(), 3, updated, 0, 1);
            decoder.publishParameters();
            float[] seen = new float[1];
            backend.read(LayerWeights.require(decoder.weights(), first.name()), 3, seen, 0, 1);
            assertThat(seen[0]).isEqualTo(1f);
        }
    }

    private static List<float[]> logprobsAndGradients(BackendProvider provider, int threads, boolean recompute) {
        try (Backend backend = provider.create(threads);
                Decoder decoder = TinyModels.qwen3(backend);
                TrainingPass pass = new TrainingPass(decoder, 64, 64, recompute)) {
            decoder.zeroGradients();
            step(pass, sequences());
            List<float[]> all = gradients(backend, decoder);
            all.add(pass.logprobs());
            return all;
        }
    }

    private static void step(TrainingPass pass, List<int[]> sequences) {
        PackedBatch batch = PackedBatch.of(sequences, all(sequences));
        float[] dLogprobs = new float[batch.targetCount()];
        Arrays.fill(dLogprobs, 1);
        pass.forward(batch, 1);
        pass.backward(dLogprobs);
    }

    private static List<float[]> gradients(Backend backend, Decoder decoder) {
        List<float[]> gradients = new ArrayList<>();
        for (Parameter parameter : decoder.trainable()) {
            float[] values = new float[(int) parameter.gradient().size()];
            backend.read(parameter.gradient(), 0, values, 0, values.length);
            gradients.add(values);
        }
        return gradients;
    }

    static List<int[]> sequences() {
        List<int[]> sequences = new ArrayList<>();
        for (int s = 0; s < LENGTHS.length; s++) {
            int[] ids = new int[LENGTHS[s]];
            for (int t = 0; t < ids.length; t++) {
                ids[t] = (t * 31 + s * 17 + t * t) % 40;
            }
            sequences.add(ids);
        }
        return sequences;
    }

    static List<boolean[]> all(List<int[]> sequences) {
        return sequences.stream()
                .map(ids -> {
                    boolean[] mask = new boolean[ids.length];
                    Arrays.fill(mask, true);
                    return mask;
                })
                .toList();
    }
}
