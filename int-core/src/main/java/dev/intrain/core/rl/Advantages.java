package dev.intrain.core.rl;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Group-relative advantages: how much better each sample of one problem did than the group's mean.
 *
 * <p>{@code advantage = reward - mean(group)}, optionally divided by {@code std(group) + 1e-6} with the population standard deviation (Shao
 * et al. 2024, "DeepSeekMath", without and with their division). Samples without a score are out of the mean and get 0. A group with fewer
 * than two scored samples has no baseline: it is skipped. Equal rewards give advantages of exactly 0.
 *
 * @param values one advantage per sample
 * @param skipped whether the group had fewer than two scored samples
 */
public record Advantages(double[] values, boolean skipped) {
    private static final double STD_EPS = 1e-6;

    /**
     * @param rewards of one group; empty where a sample has no score
     * @param normalizeStd whether to divide by the standard deviation
     * @return the group's advantages
     */
    public static Advantages of(List<OptionalDouble> rewards, boolean normalizeStd) {
        double[] values = new double[rewards.size()];
        double[] scored = rewards.stream()
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
        if (scored.length < 2) {
            return new Advantages(values, true);
        }
        if (allEqual(scored)) {
            return new Advantages(values, false);
        }
        double mean = mean(scored);
        double divisor = normalizeStd ? std(scored, mean) + STD_EPS : 1;
        for (int i = 0; i < values.length; i++) {
            OptionalDouble reward = rewards.get(i);
            values[i] = reward.isPresent() ? (reward.getAsDouble() - mean) / divisor : 0;
        }
        return new Advantages(values, false);
    }

    /** @return whether no sample of the group teaches anything */
    public boolean allZero() {
        for (double value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean allEqual(double[] numbers) {
        for (double number : numbers) {
            if (number != numbers[0]) {
                return false;
            }
        }
        return true;
    }

    private static double mean(double[] numbers) {
        double sum = 0;
        for (double number : numbers) {
            sum += number;
        }
        return sum / numbers.length;
    }

    private static double std(double[] numbers, double mean) {
        double squares = 0;
        for (double number : numbers) {
            squares += (number - mean) * (number - mean);
        }
        return Math.sqrt(squares / numbers.length);
    }
}
