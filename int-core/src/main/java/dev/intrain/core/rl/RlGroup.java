package dev.intrain.core.rl;

import dev.intrain.core.trace.RolloutRow;
import java.util.ArrayList;
import java.util.List;

/**
 * The samples of one problem in one step.
 *
 * @param samples in order of their number
 * @param skipped whether there was no baseline: fewer than two samples have a score
 */
public record RlGroup(List<RlSample> samples, boolean skipped) {
    /** Copies the samples. */
    public RlGroup {
        samples = List.copyOf(samples);
    }

    /**
     * Computes the group's advantages.
     *
     * @param graded the samples with their rewards
     * @param normalizeStd whether advantages are divided by the standard deviation
     * @param maskTruncated whether truncated samples, though in the baseline, are out of the loss
     * @return the group
     */
    public static RlGroup of(List<RolloutRow> graded, boolean normalizeStd, boolean maskTruncated) {
        Advantages advantages =
                Advantages.of(graded.stream().map(RolloutRow::reward).toList(), normalizeStd);
        List<RlSample> samples = new ArrayList<>();
        for (int i = 0; i < graded.size(); i++) {
            RolloutRow row = graded.get(i);
            boolean masked = maskTruncated && row.trace().truncated();
            boolean inLoss = row.reward().isPresent() && !advantages.skipped() && !masked;
            samples.add(new RlSample(row, advantages.values()[i], inLoss));
        }
        return new RlGroup(samples, advantages.skipped());
    }

    /** @return whether the group has a baseline but no sample differs from it */
    public boolean zeroAdvantage() {
        return !skipped && samples.stream().allMatch(sample -> sample.advantage() == 0);
    }

    /** @return whether every scored sample earned the same reward above 0 */
    public boolean allRight() {
        return zeroAdvantage() && scoredRewards().stream().allMatch(reward -> reward > 0);
    }

    /** @return whether every scored sample earned the same reward of at most 0 */
    public boolean allWrong() {
        return zeroAdvantage() && scoredRewards().stream().allMatch(reward -> reward <= 0);
    }

    List<Double> scoredRewards() {
        return samples.stream()
                .flatMap(sample -> sample.graded().reward().stream().boxed())
                .toList();
    }
}
