package dev.intrain.core.eval;

/**
 * Mean and spread of independent values.
 *
 * @param n how many, positive
 * @param mean their mean
 * @param standardError standard error of the mean; 0 for one value
 */
record Sample(int n, double mean, double standardError) {
    static Sample of(double[] values) {
        int n = values.length;
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = sum / n;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return new Sample(n, mean, n < 2 ? 0 : Math.sqrt(squares / (n - 1) / n));
    }

    /** Distance from the mean to a bound which Student's t puts at probability {@code p}. */
    double margin(double p) {
        return n < 2 ? Double.POSITIVE_INFINITY : StudentT.quantile(p, n - 1) * standardError;
    }
}
