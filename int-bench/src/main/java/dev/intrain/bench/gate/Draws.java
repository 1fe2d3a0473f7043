package dev.intrain.bench.gate;

import dev.intrain.api.CounterRandom;

/** The random numbers of one simulated evaluation, one after the other; a pure function of the key. Not for several threads. */
final class Draws {
    private final long key;
    private final int[] words = new int[4];
    private long counter;
    private int next = 4;

    Draws(long key) {
        this.key = key;
    }

    /** Uniform in (0, 1), 32 random bits. */
    double uniform() {
        if (next == words.length) {
            CounterRandom.block(key, counter++, words);
            next = 0;
        }
        return ((words[next++] & 0xFFFFFFFFL) + 0.5) * 0x1p-32;
    }

    double gaussian() {
        return CounterRandom.gaussian(key, Long.MIN_VALUE + counter++);
    }

    int binomial(int n, double p) {
        int count = 0;
        for (int i = 0; i < n; i++) {
            count += uniform() < p ? 1 : 0;
        }
        return count;
    }

    /** Beta by two gammas, on the log scale: with small shapes both underflow. */
    double beta(double a, double b) {
        return logistic(logGamma(a) - logGamma(b));
    }

    static double logistic(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    /** Logarithm of a gamma variable. Source: Marsaglia and Tsang, ACM TOMS 26 (2000), with their boost for shapes below 1. */
    private double logGamma(double shape) {
        if (shape < 1) {
            return logGamma(shape + 1) + StrictMath.log(uniform()) / shape;
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = gaussian();
            double v = 1 + c * x;
            if (v > 0) {
                double cube = v * v * v;
                if (StrictMath.log(uniform()) < x * x / 2 + d - d * cube + d * StrictMath.log(cube)) {
                    return StrictMath.log(d * cube);
                }
            }
        }
    }
}
