package dev.intrain.core.checkpoint;

/**
 * Rotary position embedding.
 *
 * @param theta base of the frequencies
 * @param scaling how they are stretched for long contexts
 */
public record RopeConfig(double theta, Scaling scaling) {
    /** Checks theta. */
    public RopeConfig {
        if (!(theta > 0)) {
            throw new IllegalArgumentException("rope_theta must be positive, not " + theta);
        }
    }

    /** How frequencies are stretched. */
    public sealed interface Scaling {
        /** Not at all. */
        record None() implements Scaling {}

        /**
         * All frequencies are divided by a factor.
         *
         * @param factor the factor
         */
        record Linear(double factor) implements Scaling {}

        /**
         * Llama 3.1: low frequencies are divided, high ones kept, those between interpolated.
         *
         * @param factor divisor of the low frequencies
         * @param lowFreqFactor wavelengths above originalMaxPositionEmbeddings / lowFreqFactor are low frequencies
         * @param highFreqFactor wavelengths below originalMaxPositionEmbeddings / highFreqFactor are high frequencies
         * @param originalMaxPositionEmbeddings context of pre-training
         */
        record Llama3(double factor, double lowFreqFactor, double highFreqFactor, double originalMaxPositionEmbeddings)
                implements Scaling {}
    }

    /**
     * Angle per position of each rotated pair.
     *
     * @param headDim size of a head
     * @return headDim / 2 frequencies
     */
    public double[] frequencies(int headDim) {
        double[] frequencies = new double[headDim / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = scale(StrictMath.pow(theta, -2.0 * i / headDim));
        }
        return frequencies;
    }

    private double scale(double frequency) {
        return switch (scaling) {
            case Scaling.None() -> frequency;
            case Scaling.Linear(double factor) -> frequency / factor;
            case Scaling.Llama3 s -> scale(frequency, s);
        };
    }

    private static double scale(double frequency, Scaling.Llama3 s) {
        double turns = s.originalMaxPositionEmbeddings() * frequency / (2 * Math.PI);
        if (turns < s.lowFreqFactor()) {
            return frequency / s.factor();
        }
        if (turns > s.highFreqFactor()) {
            return frequency;
        }
        double smooth = (turns - s.lowFreqFactor()) / (s.highFreqFactor() - s.lowFreqFactor());
        return (1 - smooth) * frequency / s.factor() + smooth * frequency;
    }
}
