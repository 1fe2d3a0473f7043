package dev.intrain.api.reward;

import dev.intrain.api.Problem;
import dev.intrain.api.Trace;
import dev.intrain.api.spi.Provider;
import dev.intrain.api.verify.Verdict;

/** Turns a graded completion into a reward. Same duties as a {@link dev.intrain.api.verify.Verifier}. */
public interface RewardFunction extends Provider {
    /**
     * Scores one completion.
     *
     * @param problem the problem
     * @param trace what the policy wrote
     * @param verdict the recipe's verifier's word on it
     * @return the reward
     */
    Reward reward(Problem problem, Trace trace, Verdict verdict);
}
