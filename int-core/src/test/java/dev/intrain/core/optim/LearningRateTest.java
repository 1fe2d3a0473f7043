package dev.intrain.core.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearningRateTest {
    private static final double EXACT = 1e-15;

    @Test
    void warmsUpLinearlyAndReachesThePeak() {
        LearningRate rate = LearningRate.cosine(8e-3, 4, 12, 0.1);

        assertThat(rate.at(0)).isEqualTo(2e-3, within(EXACT));
        assertThat(rate.at(2)).isEqualTo(6e-3, within(EXACT));
        assertThat(rate.at(3)).isEqualTo(8e-3, within(EXACT));
    }

    @Test
    void fallsAlongAHalfCosineToTheFloor() {
        LearningRate rate = LearningRate.cosine(1, 4, 12, 0.1);

        assertThat(rate.at(4)).isEqualTo(1, within(EXACT));
        // A quarter, a half and three quarters of the way: cos is 1/sqrt 2, 0 and -1/sqrt 2.
        assertThat(rate.at(6)).isEqualTo(0.1 + 0.9 * (1 + Math.sqrt(0.5)) / 2, within(EXACT));
        assertThat(rate.at(8)).isEqualTo(0.55, within(EXACT));
        assertThat(rate.at(10)).isEqualTo(0.1 + 0.9 * (1 - Math.sqrt(0.5)) / 2, within(EXACT));
        assertThat(rate.at(12)).isEqualTo(0.1, within(EXACT));
        assertThat(rate.at(1000)).isEqualTo(0.1, within(EXACT));
    }

    @Test
    void staysFlatBeforeALateDecay() {
        LearningRate rate = new LearningRate(1, 2, 6, 10, 0);

        assertThat(rate.at(2)).isEqualTo(1);
        assertThat(rate.at(5)).isEqualTo(1);
        assertThat(rate.at(8)).isEqualTo(0.5, within(EXACT));
    }

    @Test
    void aConstantRateNeverFalls() {
        LearningRate rate = LearningRate.constant(3, 0);

        assertThat(rate.at(0)).isEqualTo(3);
        assertThat(rate.at(1_000_000)).isEqualTo(3);
    }

    @Test
    void aFloorAsHighAsThePeakIsConstant() {
        LearningRate rate = LearningRate.cosine(2, 0, 10, 1);

        for (int step = 0; step < 12; step++) {
            assertThat(rate.at(step)).isEqualTo(2);
        }
    }

    @Test
    void refusesAFloorThatIsNoFraction() {
        assertThatThrownBy(() -> LearningRate.cosine(1, 0, 10, 1.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("floor is a fraction");
    }
}
