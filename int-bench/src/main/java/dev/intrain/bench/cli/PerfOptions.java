package dev.intrain.bench.cli;

import dev.intrain.api.IntrainException;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.bench.perf.Ceiling;
import dev.intrain.bench.perf.KernelClock;
import dev.intrain.bench.perf.Machine;
import dev.intrain.bench.perf.PeakMemory;
import dev.intrain.bench.perf.PerfShape;
import dev.intrain.bench.perf.RandomModel;
import dev.intrain.bench.perf.Timing;
import dev.intrain.bench.yardstick.OwnProcess;
import dev.intrain.bench.yardstick.Rounds;
import dev.intrain.bench.yardstick.Work;
import dev.intrain.bench.yardstick.Yardstick;
import dev.intrain.bench.yardstick.YardstickFolder;
import dev.intrain.core.model.Decoder;
import dev.intrain.core.spi.ProviderCatalog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all performance runs share: their options, the order of a run, and where lines go. Results to out, progress to err. */
@SuppressWarnings("NullAway.Init") // Picocli sets the fields
final class PerfOptions implements Timing.Watch {
    private static final Set<String> COMPARING = Set.of("--against", "--yardsticks", "--rounds");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--shape", required = true, description = "micro, small or qwen3-0.6b; weights are random.")
    private String shape;

    @Option(names = "--dtype", required = true, description = "Type of the weight matrices: f32 or bf16.")
    private String dtype;

    @Option(names = "--threads", description = "Threads to compute with; all processors unless given.")
    private @Nullable Integer threads;

    @Option(names = "--backend", defaultValue = "cpu", description = "Backend (default: ${DEFAULT-VALUE}).")
    private String backend;

    @Option(names = "--seed", defaultValue = "1", description = "Of weights and tokens (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--warm-up",
            defaultValue = "12",
            description = "Seconds of unmeasured repetitions, at least one (default: ${DEFAULT-VALUE}).")
    private double warmUpSeconds;

    @Option(
            names = "--ceiling",
            defaultValue = "2",
            description =
                    "Seconds for each loop that finds the machine's ceiling; 0 for none (default: ${DEFAULT-VALUE}).")
    private double ceilingSeconds;

    @Option(names = "--profile", description = "Also say how long each operation took, once warm.")
    private boolean profile;

    @Option(
            names = "--against",
            description = "Measure another program beside ours: torch (PyTorch) or llamacpp (llama.cpp).")
    private @Nullable String against;

    @Option(
            names = "--yardsticks",
            description = "Folder where the other programs are kept (default: in the user's cache).")
    private @Nullable Path yardsticks;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Rounds with --against; each runs theirs, then ours (default: ${DEFAULT-VALUE}).")
    private int rounds;

    private Runnable whenWarm = () -> {};
    private long warm;

    /** A run's backend and what to measure on it. */
    record Session(ProviderCatalog catalog, Backend backend, PerfShape shape, DType weights, long seed) {
        Decoder model() {
            return RandomModel.create(backend, shape.config(), weights, seed);
        }
    }

    /** Runs a measurement on a fresh backend and prints what it found; with --against in processes of its own, beside the other program's. */
    void measure(@Nullable Function<Work.Setting, Work> work, Function<Session, PerfFigures> measurement) {
        PerfShape chosen = PerfShape.named(shape);
        DType weights = weights();
        int workers = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        atLeast("--threads", 1, workers);
        atLeast("--rounds", 1, rounds);
        seconds("--warm-up", warmUpSeconds);
        seconds("--ceiling", ceilingSeconds);
        if (against == null) {
            measureHere(chosen, weights, workers, measurement);
        } else if (work == null) {
            throw new IntrainException("--against goes with train, decode and prefill");
        } else {
            Yardstick yardstick = Yardstick.named(against, YardstickFolder.of(yardsticks));
            new Rounds(yardstick, work.apply(new Work.Setting(shape, dtype, workers)), this::ours)
                    .run(rounds, this::progress)
                    .forEach(this::result);
        }
    }

    /** This command again, without the comparison. The ceiling is measured once. */
    private Yardstick.Command ours(boolean last) {
        List<String> arguments = new ArrayList<>();
        CommandLine.ParseResult parsed = command.commandLine().getParseResult();
        arguments.add("perf");
        arguments.add(command.name());
        parsed.matchedOptions().stream()
                .filter(option -> !COMPARING.contains(option.longestName())
                        && (last || !option.longestName().equals("--ceiling")))
                .forEach(option -> {
                    arguments.add(option.longestName());
                    if (!option.typeInfo().isBoolean()) {
                        arguments.add(option.stringValues().getLast());
                    }
                });
        if (!last) {
            arguments.addAll(List.of("--ceiling", "0"));
        }
        return OwnProcess.of(IntBenchCommand.class, arguments);
    }

    private void measureHere(PerfShape chosen, DType weights, int workers, Function<Session, PerfFigures> measurement) {
        ProviderCatalog catalog = ProviderCatalog.discover(PerfOptions.class.getClassLoader());
        try (Backend device = catalog.createBackend(backend, workers, this::progress)) {
            result(String.format(
                    Locale.ROOT,
                    "%s, %.1f M weights in %s, %d threads",
                    chosen.name(),
                    chosen.config().parameterCount() * 1e-6,
                    dtype,
                    workers));
            result(Machine.here().line());
            result(device.arithmetic());
            KernelClock clock = new KernelClock(device, true);
            Backend measured = profile ? clock.backend() : device;
            whenWarm = () -> {
                clock.reset();
                warm = System.nanoTime();
            };
            PerfFigures figures = measurement.apply(new Session(catalog, measured, chosen, weights, seed));
            // Before the ceiling's own matrices add to it.
            OptionalLong peak = PeakMemory.kibibytes();
            clock.lines((System.nanoTime() - warm) * 1e-9).forEach(this::result);
            figures.lines(ceiling(device, weights), peak).forEach(this::result);
        }
    }

    private Optional<Ceiling> ceiling(Backend device, DType weights) {
        if (ceilingSeconds == 0) {
            return Optional.empty();
        }
        progress("measuring the ceiling");
        return Optional.of(Ceiling.measure(device, weights, Ceiling.Size.FULL, ceilingSeconds));
    }

    private DType weights() {
        return switch (dtype) {
            case "f32" -> DType.F32;
            case "bf16" -> DType.BF16;
            default -> throw new IntrainException("--dtype must be f32 or bf16, not '" + dtype + "'");
        };
    }

    long seed() {
        return seed;
    }

    double warmUpSeconds() {
        return warmUpSeconds;
    }

    @Override
    public void warm() {
        whenWarm.run();
    }

    @Override
    public void progress(String line) {
        command.commandLine().getErr().println(line);
        command.commandLine().getErr().flush();
    }

    void result(String line) {
        command.commandLine().getOut().println(line);
        command.commandLine().getOut().flush();
    }

    void atLeast(String name, int least, int value) {
        if (value < least) {
            throw new IntrainException(name + " must be at least " + least + ", not " + value);
        }
    }

    void withinContext(String what, long tokens) {
        if (tokens > PerfShape.MAX_CONTEXT) {
            throw new IntrainException(
                    what + " must be at most " + PerfShape.MAX_CONTEXT + " tokens, the shapes' context, not " + tokens);
        }
    }

    void withinTokens(String what, long tokens) {
        if (tokens > Integer.MAX_VALUE / 4) {
            throw new IntrainException(what + " gives " + tokens + " tokens, more than a run can hold; lower --batch");
        }
    }

    private static void seconds(String name, double value) {
        if (!(value >= 0 && value <= 3600)) {
            throw new IntrainException(name + " must be between 0 and 3600 seconds, not " + value);
        }
    }
}
