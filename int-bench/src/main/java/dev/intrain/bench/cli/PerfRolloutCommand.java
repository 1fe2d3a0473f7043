package dev.intrain.bench.cli;

import dev.intrain.bench.perf.RolloutLoad;
import dev.intrain.bench.perf.RolloutRound;
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
            List<RolloutRound> measured = new ArrayList<>();
            try (RolloutLoad load = new RolloutLoad(model, slots, prompt, options.seed())) {
                load.run(load.mixed(Math.min(slots, requests), prompt));
                for (int i = 0; i < repeats; i++) {
                    measured.add(RolloutRound.measure(
                            model,
                            load,
                            load.mixed(requests, prompt),
                            slots,
                            options.seed() + 1,
                            i == 0 ? options.warmUpSeconds() : 0,
                            options::warm));
                    options.progress(String.format(Locale.ROOT, "round %d of %d: %s", i + 1, repeats, measured.get(i)));
                }
            }
            if (sharedPrompt > 0) {
                shared(model);
            }
            report(measured);
            return new PerfFigures("rollout", median(measured, RolloutRound::continuous), 0, "", 0);
        }
    }

    private void report(List<RolloutRound> measured) {
        options.result(String.format(
                Locale.ROOT,
                "%d requests of %d to %d new tokens after %d, prompts and tail included, median of %d: %.0f %% of a"
                        + " fixed batch of %d with its prompts (%.1f tok/s), %.0f %% of it without (%.1f tok/s)",
                requests,
                RolloutLoad.SHORTEST,
                RolloutLoad.LONGEST,
                prompt,
                repeats,
                share(measured, RolloutRound::fixedWithPrompts),
                slots,
                median(measured, RolloutRound::fixedWithPrompts),
                share(measured, RolloutRound::fixedWithoutPrompts),
                median(measured, RolloutRound::fixedWithoutPrompts)));
        RolloutRound one = measured.getFirst();
        options.result(String.format(
                Locale.ROOT,
                "a token of the requests attends to %.0f on average, one of that batch of %d new tokens each to %.0f; for"
                        + " as many prompts and tokens at the speed of a fixed batch of %d new tokens, which attend to as"
                        + " many: %.0f %% (%.1f tok/s)",
                attended(one.equalSteps()),
                one.steps(),
                attended(one.steps()),
                one.equalSteps(),
                share(measured, RolloutRound::equalWork),
                median(measured, RolloutRound::equalWork)));
    }

    /** Tokens that each of so many new tokens attends to, on average; the first to its prompt. */
    private double attended(int steps) {
        return prompt + 0.5 * (steps - 1);
    }

    /** Percent. */
    private static double share(List<RolloutRound> rounds, ToDoubleFunction<RolloutRound> of) {
        return 100 * median(rounds, round -> round.continuous() / of.applyAsDouble(round));
    }

    private static double median(List<RolloutRound> rounds, ToDoubleFunction<RolloutRound> figure) {
        return Timing.median(rounds.stream().mapToDouble(figure).toArray());
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
