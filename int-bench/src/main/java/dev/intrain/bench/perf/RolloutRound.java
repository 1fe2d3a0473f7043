package dev.intrain.bench.perf;

import dev.intrain.core.model.Decoder;
import dev.intrain.core.rollout.RolloutRequest;
import java.util.List;
import java.util.Locale;

/**
 * Requests through continuous batching, between two runs of a fixed batch, so that a machine that grows slower or faster is so for both.
 *
 * <p>The batch first takes as many steps as a request does on average. Long requests have most of the tokens, and their tokens attend to
 * more than the batch's then do; so it goes on until its tokens, all together, attend to as many on average.
 *
 * @param requests how many
 * @param tokens new ones, of all requests
 * @param seconds that the requests took
 * @param slots sequences of the batch
 * @param steps of the batch: the requests' mean length
 * @param equalSteps of the batch until its tokens attend to as many as the requests'
 * @param promptSeconds of the batch, both runs
 * @param stepSeconds of its first steps, both runs
 * @param equalSeconds of all its steps, both runs
 */
public record RolloutRound(
        int requests,
        long tokens,
        double seconds,
        int slots,
        int steps,
        int equalSteps,
        double promptSeconds,
        double stepSeconds,
        double equalSeconds) {
    private static final int RUNS = 2;

    /**
     * Measures one.
     *
     * @param model what samples
     * @param load takes the requests
     * @param requests the same prompt length all of them
     * @param slots of the load
     * @param seed of the batch's prompts
     * @param warmUpSeconds how long batch and requests take turns before anything counts; the batch runs at least once
     * @param warm told when it does
     * @return what was measured
     */
    public static RolloutRound measure(
            Decoder model,
            RolloutLoad load,
            List<RolloutRequest> requests,
            int slots,
            long seed,
            double warmUpSeconds,
            Runnable warm) {
        int prompt = requests.getFirst().prompt().length();
        int steps = steps(requests);
        int equalSteps = equalSteps(requests);
        try (DecodeRun run = new DecodeRun(model, slots, prompt, equalSteps, seed)) {
            long end = System.nanoTime() + (long) (1e9 * warmUpSeconds);
            fixed(run, steps, equalSteps);
            while (System.nanoTime() < end) {
                // Both: the batch alone would leave what only requests use to be compiled while they are measured.
                load.run(requests);
                fixed(run, steps, equalSteps);
            }
            warm.run();
            double[] before = fixed(run, steps, equalSteps);
            long started = System.nanoTime();
            long tokens = load.run(requests);
            double seconds = 1e-9 * (System.nanoTime() - started);
            double[] after = fixed(run, steps, equalSteps);
            return new RolloutRound(
                    requests.size(),
                    tokens,
                    seconds,
                    slots,
                    steps,
                    equalSteps,
                    before[0] + after[0],
                    before[1] + after[1],
                    before[2] + after[2]);
        }
    }

    /** Seconds of prompts, of the first steps, and of all steps. */
    private static double[] fixed(DecodeRun run, int steps, int equalSteps) {
        double prompts = Timing.of(run::prefill);
        double first = Timing.of(() -> run.decode(steps));
        return new double[] {prompts, first, first + Timing.of(() -> run.decode(equalSteps - steps))};
    }

    /**
     * @param requests with a limit each
     * @return their mean length
     */
    static int steps(List<RolloutRequest> requests) {
        return (int) Math.round(requests.stream()
                .mapToInt(RolloutRequest::maxNewTokens)
                .average()
                .orElseThrow());
    }

    /**
     * @param requests with a limit each
     * @return the length at which tokens of equally long sequences attend to as many as those of the requests: sum of squares by sum
     */
    static int equalSteps(List<RolloutRequest> requests) {
        double sum = 0;
        double squares = 0;
        for (RolloutRequest request : requests) {
            sum += request.maxNewTokens();
            squares += (double) request.maxNewTokens() * request.maxNewTokens();
        }
        return (int) Math.round(squares / sum);
    }

    /** @return new tokens a second of the requests */
    public double continuous() {
        return tokens / seconds;
    }

    /** @return new tokens a second of the batch of the mean length, prompts included */
    public double fixedWithPrompts() {
        return RUNS * (double) slots * steps / (promptSeconds + stepSeconds);
    }

    /** @return new tokens a second of the batch of the mean length */
    public double fixedWithoutPrompts() {
        return RUNS * (double) slots * steps / stepSeconds;
    }

    /** @return tokens a second if the requests' prompts and tokens took as long as those of the batch that attends to as many */
    public double equalWork() {
        double prompts = promptSeconds / (RUNS * slots) * requests;
        double decode = equalSeconds / (RUNS * (double) slots * equalSteps) * tokens;
        return tokens / (prompts + decode);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "fixed batch %.1f tok/s (%.1f without its prompts; %.1f for equal work), requests %.1f tok/s",
                fixedWithPrompts(),
                fixedWithoutPrompts(),
                equalWork(),
                continuous());
    }
}
