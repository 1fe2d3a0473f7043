package dev.intrain.core.rl;

import org.jspecify.annotations.Nullable;

/**
 * The clipped policy-gradient loss and its gradient with respect to each token's log-probability.
 *
 * <p>With {@code ratio = exp(logprob - oldLogprob)}, per token:
 * {@code -min(ratio * advantage, clamp(ratio, 1 - clipLow, 1 + clipHigh) * advantage)} (Schulman et al. 2017, equation 7; two bounds as Yu
 * et al. 2025) plus {@code klCoefficient * (exp(ref - logprob) - (ref - logprob) - 1)}, the k3 estimator (Schulman 2020, "Approximating KL
 * divergence"). The loss is the sum over tokens times their weights ({@link TokenWeights}). Log-probabilities are F32, sums are double.
 *
 * @param clipLow how far the ratio may fall below 1
 * @param clipHigh how far the ratio may rise above 1
 * @param klCoefficient weight of the KL term; 0 for none
 */
public record PolicyLoss(double clipLow, double clipHigh, double klCoefficient) {
    /** Checks the ranges. */
    public PolicyLoss {
        if (!(clipLow >= 0 && clipLow <= 1 && clipHigh >= 0 && klCoefficient >= 0)) {
            throw new IllegalArgumentException("clipLow must be in [0, 1], clipHigh and klCoefficient at least 0, not "
                    + clipLow + ", " + clipHigh + " and " + klCoefficient);
        }
    }

    /**
     * Tokens of one micro-batch; all arrays have one entry per token.
     *
     * @param logprobs under the policy being trained
     * @param oldLogprobs under the policy that sampled
     * @param refLogprobs under the reference model; needed where klCoefficient is above 0
     * @param advantages of each token's sample
     * @param weights of each token in the loss; 0 out of the loss
     */
    public record Tokens(
            float[] logprobs,
            float[] oldLogprobs,
            float @Nullable [] refLogprobs,
            float[] advantages,
            float[] weights) {}

    /**
     * What the loss is and how it changes. Sums over micro-batches add up by {@link #plus}; gradients do not travel with it.
     *
     * @param loss weighted sum over tokens
     * @param tokens number of tokens
     * @param clipped of these, how many the clip cut off from the gradient
     * @param approxKl sum over tokens of {@code ratio - 1 - log ratio}, how far the policy has moved since sampling
     * @param refKl sum over tokens of the k3 estimate to the reference
     */
    public record Sums(double loss, long tokens, long clipped, double approxKl, double refKl) {
        /** Of no tokens. */
        public static final Sums ZERO = new Sums(0, 0, 0, 0, 0);

        /**
         * @param other further tokens
         * @return the sums over both
         */
        public Sums plus(Sums other) {
            return new Sums(
                    loss + other.loss,
                    tokens + other.tokens,
                    clipped + other.clipped,
                    approxKl + other.approxKl,
                    refKl + other.refKl);
        }
    }

    /**
     * @param in the tokens
     * @param dLogprobs one entry per token, =: gradient of the loss
     * @return the loss and what to log
     */
    public Sums evaluate(Tokens in, float[] dLogprobs) {
        double loss = 0;
        double approxKl = 0;
        double refKl = 0;
        long clipped = 0;
        for (int t = 0; t < dLogprobs.length; t++) {
            double advantage = in.advantages()[t];
            double logRatio = (double) in.logprobs()[t] - in.oldLogprobs()[t];
            double ratio = StrictMath.exp(logRatio);
            double clampedRatio = Math.clamp(ratio, 1 - clipLow, 1 + clipHigh);
            boolean cut = clampedRatio * advantage < ratio * advantage;
            double tokenLoss = -(cut ? clampedRatio : ratio) * advantage;
            double gradient = cut ? 0 : -ratio * advantage;
            approxKl += ratio - 1 - logRatio;
            clipped += cut ? 1 : 0;
            if (klCoefficient > 0) {
                double gap = refLogprob(in, t) - in.logprobs()[t];
                double k3 = StrictMath.exp(gap) - gap - 1;
                tokenLoss += klCoefficient * k3;
                gradient += klCoefficient * (1 - StrictMath.exp(gap));
                refKl += k3;
            }
            loss += in.weights()[t] * tokenLoss;
            dLogprobs[t] = (float) (in.weights()[t] * gradient);
        }
        return new Sums(loss, dLogprobs.length, clipped, approxKl, refKl);
    }

    private static double refLogprob(Tokens in, int t) {
        if (in.refLogprobs() == null) {
            throw new IllegalArgumentException(
                    "a KL coefficient above 0 needs the reference model's log-probabilities");
        }
        return in.refLogprobs()[t];
    }
}
