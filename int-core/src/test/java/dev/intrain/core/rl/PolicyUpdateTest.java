package dev.intrain.core.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.intrain.api.FinishReason;
import dev.intrain.api.IntrainException;
import dev.intrain.api.TokenSequence;
import dev.intrain.api.Trace;
import dev.intrain.core.model.PackedBatch;
import dev.intrain.core.model.ScoringPass;
import dev.intrain.core.model.TrainingPass;
import dev.intrain.core.optim.GradientClip;
import dev.intrain.core.sft.TinyModel;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PolicyUpdateTest {
    private static final TokenSequence PROMPT = TokenSequence.of(1, 2, 3);

    @Test
    void samplesOfAdvantageZeroCountInTheMeanButAreNotRun() {
        RlGroup mixed = group(1, 0);
        RlGroup equal = group(1, 1);

        UpdateStatistics alone = update(List.of(mixed), 0);
        UpdateStatistics both = update(List.of(mixed, equal), 0);

        assertThat(both.trainedSamples()).isEqualTo(2);
        assertThat(both.gradNorm()).isEqualTo(alone.gradNorm() / 2, within(1e-6 * alone.gradNorm()));
    }

    @Test
    void theGradientIsThatOfRewardWeightedLikelihood() {
        UpdateStatistics updated = update(List.of(group(1, 0)), 0);

        // On policy the ratio is 1 and the loss -sum(advantage) / tokens = -(0.5 * 2 - 0.5 * 2) / 4.
        assertThat(updated.loss()).isEqualTo(0, within(1e-6));
        assertThat(updated.clipFraction()).isZero();
        assertThat(updated.approxKl()).isEqualTo(0, within(1e-9));
        assertThat(updated.trainedTokens()).isEqualTo(4);
        assertThat(updated.gradNorm()).isPositive();
    }

    @Test
    void aGapBetweenRolloutAndTrainingStopsBeforeAnyWeightMoves() {
        String before;
        try (TinyModel model = new TinyModel("reference", 1)) {
            before = model.hash();
        }
        try (TinyModel model = new TinyModel("reference", 1)) {
            assertThatThrownBy(() -> run(model, List.of(group(1, 0)), 0.25f))
                    .isInstanceOf(IntrainException.class)
                    .hasMessageContaining("log-probabilities of rollout and training differ by up to 0.25")
                    .hasMessageContaining("step 0 of stage 'rl', more than the limit 1.0E-5");
            assertThat(model.hash()).isEqualTo(before);
        }
    }

    private static UpdateStatistics update(List<RlGroup> groups, float shift) {
        try (TinyModel model = new TinyModel("reference", 1)) {
            return run(model, groups, shift);
        }
    }

    /** Runs one step's updates over groups whose traces get the model's own log-probabilities, shifted. */
    private static UpdateStatistics run(TinyModel model, List<RlGroup> groups, float shift) {
        GrpoSettings settings = TinyTask.settings(1, 0.01, TinyTask.PLAIN, 100);
        List<RlGroup> scored = groups.stream()
                .map(group -> RlGroup.of(
                        group.samples().stream()
                                .map(sample -> TinyTask.row(
                                        withLogprobs(model, sample.trace(), shift),
                                        sample.graded().reward().orElseThrow()))
                                .toList(),
                        false,
                        false))
                .toList();
        try (TrainingPass pass = new TrainingPass(model.decoder(), 100, 100, false);
                GradientClip clip =
                        new GradientClip(model.backend(), model.decoder().trainable(), 0)) {
            return new PolicyUpdate(model.decoder(), pass, null, clip, model.optimizer(), settings).run(0, scored);
        }
    }

    private static Trace withLogprobs(TinyModel model, Trace trace, float shift) {
        int[] ids = trace.prompt().concat(trace.completion()).toArray();
        boolean[] trained = new boolean[ids.length];
        for (int i = trace.prompt().length(); i < ids.length; i++) {
            trained[i] = true;
        }
        float[] logprobs;
        try (ScoringPass scoring = new ScoringPass(model.decoder(), ids.length, ids.length)) {
            scoring.forward(PackedBatch.of(List.of(ids), List.of(trained)), 1.3f);
            logprobs = scoring.logprobs();
        }
        for (int i = 0; i < logprobs.length; i++) {
            logprobs[i] += shift;
        }
        return trace(trace.completion(), logprobs);
    }

    private static RlGroup group(double... rewards) {
        return RlGroup.of(
                IntStream.range(0, rewards.length)
                        .mapToObj(i -> TinyTask.row(trace(TokenSequence.of(4 + i, 7 - i), new float[2]), rewards[i]))
                        .toList(),
                false,
                false);
    }

    private static Trace trace(TokenSequence completion, float[] logprobs) {
        return new Trace("p", 0, 0, PROMPT, completion, "", FinishReason.STOP, logprobs, logprobs, logprobs);
    }
}
