package dev.intrain.core.rl;

import dev.intrain.api.Trace;
import dev.intrain.core.sft.SftExample;
import dev.intrain.core.trace.RolloutRow;

/**
 * One sample of a group with all that the update needs.
 *
 * @param graded what the policy wrote, and its reward
 * @param advantage against its group
 * @param inLoss whether the mini-batch's mean counts it: scored, in a group with a baseline, and not masked
 */
public record RlSample(RolloutRow graded, double advantage, boolean inLoss) {
    /** @return what the policy wrote */
    public Trace trace() {
        return graded.trace();
    }

    /** @return number of sampled tokens */
    public int length() {
        return trace().completion().length();
    }

    /** Only what the policy sampled is trained: the prompt, and with it a spliced beginning of the turn, never is. */
    SftExample example() {
        return SftExample.trainedFrom(
                trace().prompt().concat(trace().completion()), trace().prompt().length());
    }
}
