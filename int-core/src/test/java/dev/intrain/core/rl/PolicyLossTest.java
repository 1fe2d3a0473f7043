package dev.intrain.core.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.intrain.core.recipe.LossRecipe.Normalization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyLossTest {
    private static final PolicyLoss CLIPPED = new PolicyLoss(0.2, 0.3, 0);

    @ParameterizedTest(name = "ratio {0}, advantage {1}")
    @CsvSource({
        // ratio, advantage, loss, gradient: -ratio * advantage where the clip does not cut
        "1.0,  2, -2.0, -2.0",
        "1.25, 2, -2.5, -2.5",
        "1.5,  2, -2.6,  0",
        "0.5,  2, -1.0, -1.0",
        "1.0, -2,  2.0,  2.0",
        "1.5, -2,  3.0,  3.0",
        "0.5, -2,  1.6,  0",
        "0.9, -2,  1.8,  1.8",
    })
    void theClipCutsOnlyWhereTheRatioHasGoneFarEnough(double ratio, double advantage, double loss, double gradient) {
        float[] dLogprobs = new float[1];
        float logprob = (float) (Math.log(ratio) - 1);

        PolicyLoss.Sums sums = CLIPPED.evaluate(
                new PolicyLoss.Tokens(
                        new float[] {logprob}, new float[] {-1}, null, new float[] {(float) advantage}, new float[] {1
                        }),
                dLogprobs);

        assertThat(sums.loss()).isEqualTo(loss, within(1e-6));
        assertThat(dLogprobs[0]).isEqualTo((float) gradient, within(1e-6f));
        assertThat(sums.clipped()).isEqualTo(gradient == 0 ? 1 : 0);
        assertThat(sums.approxKl()).isEqualTo(ratio - 1 - Math.log(ratio), within(1e-6));
    }

    @Test
    void theKlTermPullsBackToTheReference() {
        // ref - logprob = log 2: k3 = 2 - log 2 - 1, its derivative 1 - 2.
        float[] dLogprobs = new float[1];
        float[] logprobs = {-1};
        float[] ref = {(float) (Math.log(2) - 1)};

        PolicyLoss.Sums sums = new PolicyLoss(0.2, 0.2, 0.5)
                .evaluate(
                        new PolicyLoss.Tokens(logprobs, logprobs, ref, new float[] {0}, new float[] {0.25f}),
                        dLogprobs);

        assertThat(sums.loss()).isEqualTo(0.25 * 0.5 * (1 - Math.log(2)), within(1e-7));
        assertThat(sums.refKl()).isEqualTo(1 - Math.log(2), within(1e-7));
        assertThat(dLogprobs[0]).isEqualTo(0.25f * 0.5f * -1, within(1e-7f));
    }

    @Test
    void theGradientIsTheDerivativeOfTheLoss() {
        PolicyLoss loss = new PolicyLoss(0.2, 0.3, 0.1);
        float[] logprobs = {-1f, -0.4f, -2f, -0.9f};
        float[] old = {-1.1f, -0.5f, -2.1f, -0.3f};
        float[] ref = {-0.8f, -0.6f, -2f, -1f};
        float[] advantages = {1, -0.5f, 0, 0.7f};
        float[] weights = {0.5f, 0.25f, 1, 0.125f};
        float[] dLogprobs = new float[4];
        loss.evaluate(new PolicyLoss.Tokens(logprobs, old, ref, advantages, weights), dLogprobs);

        float step = 1f / 128;
        for (int t = 0; t < 4; t++) {
            float[] up = logprobs.clone();
            float[] down = logprobs.clone();
            up[t] += step;
            down[t] -= step;
            double slope = (loss.evaluate(new PolicyLoss.Tokens(up, old, ref, advantages, weights), new float[4])
                                    .loss()
                            - loss.evaluate(new PolicyLoss.Tokens(down, old, ref, advantages, weights), new float[4])
                                    .loss())
                    / (up[t] - down[t]);
            assertThat((double) dLogprobs[t]).isEqualTo(slope, within(1e-4));
        }
    }

    @Test
    void aKlTermWithoutAReferenceIsRefused() {
        float[] one = {0};
        assertThatThrownBy(() -> new PolicyLoss(0.2, 0.2, 0.1)
                        .evaluate(new PolicyLoss.Tokens(one, one, null, one, one), new float[1]))
                .hasMessage("a KL coefficient above 0 needs the reference model's log-probabilities");
    }

    @Test
    void byTokenLongSamplesWeighMoreAndBySequenceAllWeighTheSame() {
        int[] lengths = {2, 6, 4, 0};
        boolean[] inLoss = {true, true, false, true};

        assertThat(TokenWeights.of(Normalization.TOKEN, lengths, inLoss)).containsExactly(1 / 8.0, 1 / 8.0, 0, 0);
        assertThat(TokenWeights.of(Normalization.SEQUENCE, lengths, inLoss)).containsExactly(1 / 4.0, 1 / 12.0, 0, 0);
    }
}
