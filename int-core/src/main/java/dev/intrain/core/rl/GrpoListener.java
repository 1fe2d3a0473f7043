package dev.intrain.core.rl;

import dev.intrain.core.rollout.RolloutProgress;
import java.util.List;

/** Hears of every GRPO step. */
public interface GrpoListener {
    /**
     * Called after every step, before its checkpoint.
     *
     * @param metrics what the step measured
     * @param groups its rollouts with grades and advantages
     * @throws dev.intrain.core.run.StopRequested to end here: the trainer writes a checkpoint first
     */
    void stepped(GrpoStep metrics, List<RlGroup> groups);

    /**
     * Called once where training goes on from a checkpoint: metrics from this step on are about to be written again.
     *
     * @param step first step that will run
     */
    default void resumed(long step) {}

    /** @return who hears of rollouts as they finish; may throw {@link dev.intrain.core.run.StopRequested} */
    default RolloutProgress rolloutProgress() {
        return RolloutProgress.NONE;
    }
}
