package dev.intrain.core.eval;

/**
 * A two-sided 95 % interval.
 *
 * @param low lower end
 * @param high upper end
 */
public record Interval(double low, double high) {
    /**
     * Wilson's interval for a proportion. Source: Wilson, JASA 22 (1927).
     *
     * @param successes number of successes
     * @param trials number of independent trials, positive
     * @return the interval, inside [0, 1]
     */
    public static Interval wilson(int successes, int trials) {
        if (trials < 1 || successes < 0 || successes > trials) {
            throw new IllegalArgumentException(successes + " successes of " + trials);
        }
        double z2 = StudentT.Z_975 * StudentT.Z_975;
        double p = (double) successes / trials;
        double centre = (p + z2 / (2 * trials)) / (1 + z2 / trials);
        double half =
                StudentT.Z_975 * Math.sqrt(p * (1 - p) / trials + z2 / (4.0 * trials * trials)) / (1 + z2 / trials);
        return new Interval(
                successes == 0 ? 0 : Math.max(0, centre - half), successes == trials ? 1 : Math.min(1, centre + half));
    }

    /**
     * The rule of three: 95 % one-sided upper bound of a proportion never seen, {@code 3 / trials}.
     *
     * @param trials number of independent trials, positive
     * @return the bound, at most 1
     */
    public static double ruleOfThree(int trials) {
        return Math.min(1, 3.0 / trials);
    }
}
