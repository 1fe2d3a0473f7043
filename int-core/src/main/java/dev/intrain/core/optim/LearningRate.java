package dev.intrain.core.optim;

/**
 * The learning rate as a pure function of the step: linear warm-up, flat, then a half cosine down to a floor.
 *
 * <p>Steps count from 0. Warm-up gives {@code peak * (step + 1) / warmupSteps}, so the first update already moves and step
 * {@code warmupSteps - 1} has the peak. From {@code decayFrom} on:
 * {@code peak * (floor + (1 - floor) * (1 + cos(pi * (step - decayFrom) / (totalSteps - decayFrom))) / 2)} (Loshchilov and Hutter 2017,
 * without restarts). At and after {@code totalSteps} it stays at the floor.
 *
 * @param peak highest rate
 * @param warmupSteps steps of linear warm-up; 0 for none
 * @param decayFrom first step of the cosine; {@code totalSteps} for none
 * @param totalSteps steps of the whole training
 * @param floor fraction of the peak that the cosine ends at
 */
public record LearningRate(double peak, long warmupSteps, long decayFrom, long totalSteps, double floor) {
    /** Checks the ranges. */
    public LearningRate {
        require(peak >= 0 && Double.isFinite(peak), "the learning rate must be a number of at least 0, not " + peak);
        require(floor >= 0 && floor <= 1, "the learning-rate floor is a fraction of the peak in [0, 1], not " + floor);
        require(warmupSteps >= 0, "warm-up steps must be at least 0, not " + warmupSteps);
        require(totalSteps >= 0, "training steps must be at least 0, not " + totalSteps);
        require(decayFrom >= warmupSteps, "the decay must not begin before warm-up ends");
    }

    /**
     * Warm-up, then a cosine over all the rest.
     *
     * @param peak highest rate
     * @param warmupSteps steps of warm-up
     * @param totalSteps steps of the whole training
     * @param floor fraction of the peak to end at
     * @return the schedule
     */
    public static LearningRate cosine(double peak, long warmupSteps, long totalSteps, double floor) {
        return new LearningRate(peak, warmupSteps, warmupSteps, totalSteps, floor);
    }

    /**
     * Warm-up, then the peak for ever.
     *
     * @param peak highest rate
     * @param warmupSteps steps of warm-up
     * @return the schedule
     */
    public static LearningRate constant(double peak, long warmupSteps) {
        return new LearningRate(peak, warmupSteps, Long.MAX_VALUE, Long.MAX_VALUE, 1);
    }

    /**
     * @param step 0-based number of the update
     * @return its learning rate
     */
    public double at(long step) {
        if (step < warmupSteps) {
            return peak * (step + 1) / warmupSteps;
        }
        if (step < decayFrom) {
            return peak;
        }
        if (step >= totalSteps) {
            return peak * floor;
        }
        double progress = (double) (step - decayFrom) / (totalSteps - decayFrom);
        return peak * (floor + (1 - floor) * (1 + StrictMath.cos(StrictMath.PI * progress)) / 2);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
