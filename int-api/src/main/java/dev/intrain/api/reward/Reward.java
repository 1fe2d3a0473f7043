package dev.intrain.api.reward;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * A reward, or the statement that this function does not apply to the completion, with further numbers to log.
 *
 * @param value the reward; empty where the function cannot score the completion (it then leaves the group baseline)
 * @param columns named numbers to log beside it
 */
public record Reward(OptionalDouble value, Map<String, Double> columns) {
    /** Copies the columns. */
    public Reward {
        columns = Map.copyOf(columns);
    }

    /**
     * @param value the reward
     * @return a reward without further columns
     */
    public static Reward of(double value) {
        return new Reward(OptionalDouble.of(value), Map.of());
    }

    /** @return a reward that says the function does not apply */
    public static Reward notApplicable() {
        return new Reward(OptionalDouble.empty(), Map.of());
    }
}
