package dev.intrain.core.rollout;

/** Told from time to time how far a rollout is; may throw to stop it. */
@FunctionalInterface
public interface RolloutProgress {
    /** Tells nobody. */
    RolloutProgress NONE = (finished, total, tokens) -> {};

    /**
     * @param finishedSamples samples that ended
     * @param totalSamples samples asked for
     * @param tokens tokens sampled so far
     */
    void advanced(long finishedSamples, long totalSamples, long tokens);
}
