package dev.intrain.core.rl;

import dev.intrain.api.IntrainException;

/**
 * How many samples of a stage may stay without a score: 1 % of all it will sample. A grader that fails more often is broken, and training
 * on the rest would hide it.
 *
 * @param verifier id of who grades, for the message
 * @param stage the stage's name
 * @param planned samples of the whole stage
 */
public record UnscoredLimit(String verifier, String stage, long planned) {
    /**
     * @param unscored samples without a score so far
     * @throws IntrainException if they are above 1 % of the stage
     */
    public void check(long unscored) {
        if (unscored * 100 > planned) {
            throw new IntrainException("verifier '" + verifier + "' left " + unscored + " samples of stage '" + stage
                    + "' without a verdict, more than 1 % of its " + planned
                    + ": see the reasons in its rollouts, mend the verifier, then run the same command to resume");
        }
    }
}
