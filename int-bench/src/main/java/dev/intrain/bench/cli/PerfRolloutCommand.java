package dev.intrain.bench.cli;

import dev.intrain.bench.perf.DecodeRun;
import dev.intrain.bench.perf.RolloutLoad;
import dev.intrain.bench.perf.Timing;
import dev.intrain.core.model.Decoder;
import dev.intrain.core.rollout.RolloutRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code int-bench perf rollout}: continuous batching against decoding of a fixed batch; the last line is {@code rollout 6500.0 tok/s}. */
@Command(
        name = "rollout",
        mixinStandardHelpOptions = true,
        description =
                "Continuous batching: requests of 32 to 320 new tokens, against a fixed batch of as many as there are slots.")
@SuppressWarnings("NullAway.Init") // Picocli sets the fields
final class PerfRolloutCommand implements Runnable {
    private static final int SAMPLES = 8;

    @Mixin
    private PerfOptions options;

    @Option(names = "--slots", required = true, description = "Samples at once.")
    private int slots;

    @Option(names = "--requests", defaultValue = "256", description = "Requests (default: ${DEFAULT-VALUE}).")
    private int requests;

    @Option(names = "--prompt", defaultValue = "64", description = "Tokens of each prompt (default: ${DEFAULT-VALUE}).")
    private int prompt;

    @Option(
            names = "--shared-prompt",
            defaultValue = "512",
            description =
                    "Tokens of the prompt of which one and 8 samples are taken; 0 for none (default: ${DEFAULT-VALUE}).")
    private int sharedPrompt;

    @Option(
            names = "--repeats",
            defaultValue = "3",
            description = "Fixed batch, requests, fixed batch: so many times (default: ${DEFAULT-VALUE}).")
    private int repeats;

    @Override
    public void run() {
        options.atLeast("--repeats", 1, repeats);
        options.atLeast("--slots", 1, slots);
        options.atLeast("--requests", 1, requests);
        options.atLeast("--prompt", 1, prompt);
        options.atLeast("--shared-prompt", 0, sharedPrompt);
        options.withinContext("--prompt plus 320", prompt + (long) RolloutLoad.LONGEST);
        options.withinContext("--shared-prompt plus 320", sharedPrompt + (long) RolloutLoad.LONGEST);
        options.measure(null, this::measure);
    }

    private PerfFigures measure(PerfOptions.Session session) {
        try (Decoder model = session.model()) {
            List<Round> measured = new ArrayList<>();
            try (RolloutLoad load = new RolloutLoad(model, slots, prompt, options.seed())) {
                load.run(load.mixed(Math.min(slots, requests), prompt));
                for (int i = 0; i < repeats; i++) {
                    measured.add(round(model, load, i == 0 ? options.warmUpSeconds() : 0));
                    options.progress(String.format(Locale.ROOT, "round %d of %d: %s", i + 1, repeats, measured.get(i)));
                }
            }
            if (sharedPrompt > 0) {
                shared(model);
            }
            options.result(String.format(
                    Locale.ROOT,
                    "%d requests of %d to %d new tokens after %d, prompts and tail included, median of %d: %.0f %% of a"
                            + " fixed batch of %d with its prompts (%.1f tok/s), %.0f %% of it without (%.1f tok/s)",
                    requests,
                    RolloutLoad.SHORTEST,
                    RolloutLoad.LONGEST,
                    prompt,
                    repeats,
                    100 * median(measured, Round::shareWithPrompts),
                    slots,
                    median(measured, Round::fixedWithPrompts),
                    100 * median(measured, Round::shareWithoutPrompts),
                    median(measured, Round::fixedWithoutPrompts)));
            return new PerfFigures("rollout", median(measured, Round::continuous), 0, "", 0);
        }
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return Timing.median(rounds.stream().mapToDouble(figure).toArray());
    }

    /** New tokens per second: of a batch of as many sequences as there are slots, all of the mean length, and of the requests. */
    private record Round(double fixedWithPrompts, double fixedWithoutPrompts, double continuous) {
        double shareWithPrompts() {
            return continuous / fixedWithPrompts;
        }

        double shareWithoutPrompts() {
            return continuous / fixedWithoutPrompts;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "fixed batch %.1f tok/s (%.1f without its prompts), requests %.1f tok/s",
                    fixedWithPrompts,
                    fixedWithoutPrompts,
                    continuous);
        }
    }

    /** The fixed batch before and after the requests, so that a machine that grows slower or faster is so for both. */
    private Round round(Decoder model, RolloutLoad load, double warmUpSeconds) {
        int steps = (RolloutLoad.SHORTEST + RolloutLoad.LONGEST) / 2;
        try (DecodeRun run = new DecodeRun(model, slots, prompt, steps, options.seed() + 1)) {
            long warm = System.nanoTime() + (long) (1e9 * warmUpSeconds);
            do {
                fixed(run, steps);
            } while (System.nanoTime() < warm);
            options.warm();
            double[] before = fixed(run, steps);
            List<RolloutRequest> mixed = load.mixed(requests, prompt);
            long started = System.nanoTime();
            long tokens = load.run(mixed);
            double continuous = tokens / (1e-9 * (System.nanoTime() - started));
            double[] after = fixed(run, steps);
            double prompts = before[0] + after[0];
            double decode = before[1] + after[1];
            double fixedTokens = 2.0 * slots * steps;
            return new Round(fixedTokens / (prompts + decode), fixedTokens / decode, continuous);
        }
    }

    /** Seconds of prompts and of all new tokens. */
    private static double[] fixed(DecodeRun run, int steps) {
        double prompts = Timing.of(run::prefill);
        return new double[] {prompts, Timing.of(() -> run.decode(steps))};
    }

    private void shared(Decoder model) {
        try (RolloutLoad load = new RolloutLoad(model, SAMPLES, sharedPrompt, options.seed())) {
            double one = sharedSeconds(load, 1);
            double eight = sharedSeconds(load, SAMPLES);
            options.result(String.format(
                    Locale.ROOT,
                    "a prompt of %d tokens and one new token: 1 sample %.4f s, %d samples %.4f s (%.2f times)",
                    sharedPrompt,
                    one,
                    SAMPLES,
                    eight,
                    eight / one));
        }
    }

    private double sharedSeconds(RolloutLoad load, int samples) {
        List<RolloutRequest> request = List.of(load.request(0, sharedPrompt, samples, 1));
        return Timing.median(samples + " samples", 0, 5, () -> Timing.of(() -> load.run(request)), options);
    }
}
