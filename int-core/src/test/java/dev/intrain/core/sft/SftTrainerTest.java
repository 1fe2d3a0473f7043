package dev.intrain.core.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.intrain.api.IntrainException;
import dev.intrain.api.TokenSequence;
import dev.intrain.core.optim.Checkpoints;
import dev.intrain.core.optim.LearningRate;
import dev.intrain.core.run.StopRequested;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SftTrainerTest {
    /** Eight examples of unequal lengths; one trains nothing, two train only a part. */
    private static final List<SftExample> EXAMPLES = List.of(
            TinyModel.example(0, 9, 1),
            TinyModel.example(1, 12, 4),
            TinyModel.example(2, 5, 2),
            TinyModel.example(3, 16, 10),
            TinyModel.example(4, 7, 7),
            TinyModel.example(5, 3, 1),
            TinyModel.example(6, 14, 2),
            TinyModel.example(7, 11, 6));

    private static final int ONE_BY_ONE = 15;
    private static final int ALL_AT_ONCE = 200;

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("dev.intrain.core.sft.TinyModel#backends")
    void learnsAFewExamplesByHeart(String backend) {
        List<SftStep> steps = new ArrayList<>();
        try (TinyModel model = new TinyModel(backend, 1)) {
            DatasetSource source = new DatasetSource(EXAMPLES, 8, 3, "sft");
            trainer(model, 60, 0.01, ALL_AT_ONCE).train(source, Checkpoints.none(), steps::add);
        }
        assertThat(steps.getFirst().loss()).isEqualTo(Math.log(TinyModel.VOCAB), within(0.6));
        assertThat(steps.getLast().loss()).isLessThan(0.2);
        assertThat(steps.getFirst().trainedTokens()).isEqualTo(8 + 8 + 3 + 6 + 0 + 2 + 12 + 5);
    }

    @ParameterizedTest
    @MethodSource("dev.intrain.core.sft.TinyModel#backends")
    void theSplitIntoMicroBatchesChangesOnlyRounding(String backend) {
        List<SftStep> whole = firstSteps(backend, ALL_AT_ONCE);
        List<SftStep> halves = firstSteps(backend, 38);
        List<SftStep> single = firstSteps(backend, ONE_BY_ONE);

        for (int step = 0; step < whole.size(); step++) {
            assertThat(halves.get(step).gradNorm())
                    .isEqualTo(
                            whole.get(step).gradNorm(),
                            within(1e-6 * whole.get(step).gradNorm()));
            assertThat(single.get(step).gradNorm())
                    .isEqualTo(
                            whole.get(step).gradNorm(),
                            within(1e-6 * whole.get(step).gradNorm()));
            assertThat(single.get(step).loss())
                    .isEqualTo(
                            whole.get(step).loss(),
                            within(1e-6 * whole.get(step).loss()));
        }
    }

    @Test
    void theGradientsOfEverySplitAgree() {
        float[] whole = gradientsAfterOneStep(ALL_AT_ONCE);
        float[] single = gradientsAfterOneStep(ONE_BY_ONE);

        double largest = 0;
        double difference = 0;
        for (int i = 0; i < whole.length; i++) {
            largest = Math.max(largest, Math.abs(whole[i]));
            difference = Math.max(difference, Math.abs(whole[i] - single[i]));
        }
        assertThat(difference).isLessThan(1e-6 * largest);
    }

    @ParameterizedTest
    @MethodSource("dev.intrain.core.sft.TinyModel#backends")
    void aFixedSplitGivesTheSameBytesWithAnyNumberOfThreads(String backend) {
        String one = hashAfter(5, 1, backend);

        assertThat(hashAfter(5, 1, backend)).isEqualTo(one);
        assertThat(hashAfter(5, 2, backend)).isEqualTo(one);
    }

    @ParameterizedTest
    @MethodSource("dev.intrain.core.sft.TinyModel#backends")
    void resumesBitForBit(String backend) {
        String uninterrupted = hashAfter(7, 1, backend);

        assertThatThrownBy(() -> trainAndStopAt(backend, 2)).isInstanceOf(StopRequested.class);
        Checkpoints checkpoints = Checkpoints.in(folder, 2);
        assertThat(checkpoints.latest()).hasValue(3);
        List<SftStep> rest = new ArrayList<>();
        try (TinyModel model = new TinyModel(backend, 1)) {
            trainer(model, 7, 0.01, 38).train(source(), checkpoints, rest::add);
            assertThat(model.hash()).isEqualTo(uninterrupted);
        }
        assertThat(rest.getFirst().step()).isEqualTo(3);
        assertThat(checkpoints.latest()).hasValue(6);
        checkpoints.clear();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aStepWithNothingToTrainIsRefused() {
        SftExample masked = new SftExample(TokenSequence.of(1, 2), new boolean[2]);
        try (TinyModel model = new TinyModel("reference", 1)) {
            assertThatThrownBy(() -> trainer(model, 1, 0.01, 38)
                            .train(step -> List.of(masked), Checkpoints.none(), SftListener.NONE))
                    .isInstanceOf(IntrainException.class)
                    .hasMessage("step 0 of stage 'sft' has no trained token: its examples are empty or wholly masked");
        }
    }

    private void trainAndStopAt(String backend, long lastStep) {
        try (TinyModel model = new TinyModel(backend, 1)) {
            trainer(model, 7, 0.01, 38).train(source(), Checkpoints.in(folder, 2), step -> {
                if (step.step() == lastStep) {
                    throw new StopRequested();
                }
            });
        }
    }

    private static String hashAfter(int steps, int threads, String backend) {
        try (TinyModel model = new TinyModel(backend, threads)) {
            trainer(model, steps, 0.01, 38).train(source(), Checkpoints.none(), SftListener.NONE);
            return model.hash();
        }
    }

    private static List<SftStep> firstSteps(String backend, int microBatchTokens) {
        List<SftStep> steps = new ArrayList<>();
        try (TinyModel model = new TinyModel(backend, 1)) {
            trainer(model, 2, 1e-4, microBatchTokens)
                    .train(new DatasetSource(EXAMPLES, 8, 3, "sft"), Checkpoints.none(), steps::add);
        }
        return steps;
    }

    private static float[] gradientsAfterOneStep(int microBatchTokens) {
        try (TinyModel model = new TinyModel("reference", 1)) {
            trainer(model, 1, 0, microBatchTokens)
                    .train(new DatasetSource(EXAMPLES, 8, 3, "sft"), Checkpoints.none(), SftListener.NONE);
            return model.gradients();
        }
    }

    private static DatasetSource source() {
        return new DatasetSource(EXAMPLES, 3, 3, "sft");
    }

    private static SftTrainer trainer(TinyModel model, long steps, double learningRate, int microBatchTokens) {
        return new SftTrainer(
                model.decoder(),
                model.optimizer(),
                new SftSettings("sft", steps, LearningRate.constant(learningRate, 2), 1, microBatchTokens, false));
    }
}
