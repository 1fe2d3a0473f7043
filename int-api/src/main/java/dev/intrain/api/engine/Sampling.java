package dev.intrain.api.engine;

/**
 * How to sample.
 *
 * @param temperature 0 for greedy
 * @param topP nucleus size in (0, 1]; 1 for all
 * @param topK number of candidates; 0 for all
 * @param maxNewTokens most tokens a completion may have
 */
public record Sampling(double temperature, double topP, int topK, int maxNewTokens) {
    /** Checks the ranges. */
    public Sampling {
        require(temperature >= 0 && Double.isFinite(temperature), "temperature must be at least 0", temperature);
        require(topP > 0 && topP <= 1, "topP must be in (0, 1]", topP);
        require(topK >= 0, "topK must be at least 0 (0 means all)", topK);
        require(maxNewTokens >= 1, "maxNewTokens must be at least 1", maxNewTokens);
    }

    private static void require(boolean holds, String message, double value) {
        if (!holds) {
            throw new IllegalArgumentException(message + ", not " + value);
        }
    }
}
