package dev.intrain.core.rl;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What a step's rollouts looked like; a pure function of its groups.
 *
 * @param samples number of samples
 * @param unscored of these, how many have no score
 * @param skippedGroups groups without a baseline
 * @param reward mean over scored samples
 * @param zeroAdvantage share of groups, of those with a baseline, that teach nothing
 * @param allRight share whose samples all earned the reward
 * @param allWrong share whose samples all missed it
 * @param truncated share of samples cut off
 * @param length mean number of sampled tokens
 * @param entropy mean over sampled tokens of the negative log-probability: an unbiased estimate of the policy's entropy
 */
public record GroupStatistics(
        long samples,
        long unscored,
        long skippedGroups,
        double reward,
        double zeroAdvantage,
        double allRight,
        double allWrong,
        double truncated,
        double length,
        double entropy) {
    /**
     * @param groups of one step
     * @return their statistics
     */
    public static GroupStatistics of(List<RlGroup> groups) {
        List<RlSample> samples =
                groups.stream().flatMap(group -> group.samples().stream()).toList();
        List<Double> rewards =
                groups.stream().flatMap(group -> group.scoredRewards().stream()).toList();
        long skipped = groups.stream().filter(RlGroup::skipped).count();
        double based = groups.size() - skipped;
        double tokens = samples.stream().mapToLong(RlSample::length).sum();
        double reward = 0;
        for (double value : rewards) {
            reward += value;
        }
        double negativeLogprob = 0;
        for (RlSample sample : samples) {
            for (float logprob : sample.trace().logprobs()) {
                negativeLogprob -= logprob;
            }
        }
        return new GroupStatistics(
                samples.size(),
                samples.size() - rewards.size(),
                skipped,
                ratio(reward, rewards.size()),
                ratio(count(groups, RlGroup::zeroAdvantage), based),
                ratio(count(groups, RlGroup::allRight), based),
                ratio(count(groups, RlGroup::allWrong), based),
                ratio(count(samples, sample -> sample.trace().truncated()), samples.size()),
                ratio(tokens, samples.size()),
                ratio(negativeLogprob, tokens));
    }

    void addTo(Map<String, Double> columns) {
        columns.put("reward", reward);
        columns.put("zeroAdvantage", zeroAdvantage);
        columns.put("allRight", allRight);
        columns.put("allWrong", allWrong);
        columns.put("truncated", truncated);
        columns.put("length", length);
        columns.put("entropy", entropy);
        columns.put("unscored", (double) unscored);
        columns.put("skippedGroups", (double) skippedGroups);
    }

    private static <T> double count(List<T> items, Predicate<T> which) {
        return items.stream().filter(which).count();
    }

    private static double ratio(double sum, double count) {
        return count == 0 ? 0 : sum / count;
    }
}
