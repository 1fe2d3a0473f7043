package dev.intrain.core.trace;

import dev.intrain.api.Trace;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A sampled trace and what the grader said of it.
 *
 * @param trace what the policy read and wrote
 * @param outcome what became of it
 * @param reason why, in words; empty for a right answer
 * @param extracted the answer as it was read from the text
 * @param reward the score, absent where the reward function does not apply
 */
public record RolloutRow(
        Trace trace, Outcome outcome, String reason, Optional<String> extracted, OptionalDouble reward) {}
