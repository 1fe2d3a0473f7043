package dev.intrain.core.sft;

/** Hears of every optimizer step. */
public interface SftListener {
    /** Hears nothing. */
    SftListener NONE = metrics -> {};

    /**
     * Called after every step, before its checkpoint.
     *
     * @param metrics what the step measured
     * @throws dev.intrain.core.run.StopRequested to end here: the trainer writes a checkpoint first
     */
    void stepped(SftStep metrics);

    /**
     * Called once where training goes on from a checkpoint: metrics from this step on are about to be written again.
     *
     * @param step first step that will run
     */
    default void resumed(long step) {}
}
