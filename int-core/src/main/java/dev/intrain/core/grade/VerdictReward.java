package dev.intrain.core.grade;

import dev.intrain.api.Problem;
import dev.intrain.api.Trace;
import dev.intrain.api.reward.Reward;
import dev.intrain.api.reward.RewardFunction;
import dev.intrain.api.verify.Verdict;

/** The binary outcome reward: 1 for correct, 0 for incorrect, none for unscored. Source: the paper's RL stage. */
public final class VerdictReward implements RewardFunction {
    /** Created by the service loader. */
    public VerdictReward() {}

    @Override
    public String id() {
        return "verdict";
    }

    @Override
    public String description() {
        return "1 for a correct answer, 0 for a wrong one, none where the verifier could not decide";
    }

    @Override
    public Reward reward(Problem problem, Trace trace, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Correct _ -> Reward.of(1);
            case Verdict.Incorrect _ -> Reward.of(0);
            case Verdict.Unscored _ -> Reward.notApplicable();
        };
    }
}
