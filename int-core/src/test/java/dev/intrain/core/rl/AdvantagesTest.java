package dev.intrain.core.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class AdvantagesTest {
    private static final double UNSCORED = Double.NaN;

    @Test
    void areRewardsMinusTheGroupMean() {
        Advantages advantages = Advantages.of(rewards(1, 0, 0, 0), false);

        assertThat(advantages.values()).containsExactly(0.75, -0.25, -0.25, -0.25);
        assertThat(advantages.skipped()).isFalse();
        assertThat(advantages.allZero()).isFalse();
    }

    @Test
    void areDividedByThePopulationDeviationOnRequest() {
        // Mean 2, squares 4, 0, 4, 0: population deviation sqrt 2.
        Advantages advantages = Advantages.of(rewards(0, 2, 4, 2), true);

        double unit = 2 / (Math.sqrt(2) + 1e-6);
        assertThat(advantages.values()).containsExactly(new double[] {-unit, 0, unit, 0}, within(1e-15));
    }

    @Test
    void unscoredSamplesAreOutOfTheBaselineAndGetNone() {
        Advantages advantages = Advantages.of(rewards(1, UNSCORED, 0), false);

        assertThat(advantages.values()).containsExactly(0.5, 0, -0.5);
        assertThat(advantages.skipped()).isFalse();
    }

    @Test
    void aGroupWithFewerThanTwoScoresIsSkipped() {
        assertThat(Advantages.of(rewards(1, UNSCORED, UNSCORED), false).skipped())
                .isTrue();
        assertThat(Advantages.of(rewards(1, UNSCORED), false).values()).containsExactly(0, 0);
        assertThat(Advantages.of(rewards(1), true).skipped()).isTrue();
    }

    @Test
    void equalRewardsTeachExactlyNothing() {
        // Three times 0.1 does not sum to 0.3: the mean alone would leave a rest.
        for (boolean normalize : new boolean[] {false, true}) {
            Advantages advantages = Advantages.of(rewards(0.1, 0.1, 0.1), normalize);
            assertThat(advantages.values()).containsOnly(0.0);
            assertThat(advantages.allZero()).isTrue();
            assertThat(advantages.skipped()).isFalse();
        }
    }

    private static List<OptionalDouble> rewards(double... rewards) {
        return Arrays.stream(rewards)
                .mapToObj(reward -> Double.isNaN(reward) ? OptionalDouble.empty() : OptionalDouble.of(reward))
                .toList();
    }
}
