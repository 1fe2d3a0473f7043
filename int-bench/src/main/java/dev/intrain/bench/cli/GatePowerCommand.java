package dev.intrain.bench.cli;

import dev.intrain.api.IntrainException;
import dev.intrain.bench.gate.GateDesign;
import dev.intrain.bench.gate.GateShares;
import dev.intrain.bench.gate.GateSimulation;
import dev.intrain.bench.gate.Scenario;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code int-bench gate-power}: how often a gate of a given size is right, by simulation. */
@Command(
        name = "gate-power",
        mixinStandardHelpOptions = true,
        description =
                "Simulate the regression gate and print how often it says PASS, FAIL and INCONCLUSIVE of models whose true"
                        + " difference is known, beside a fixed tolerance on the same data. Losses are shares: 0.05 is five points.")
final class GatePowerCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Picocli sets it.
    private CommandSpec command;

    @Option(names = "--problems", required = true, description = "Number of problems.")
    private int problems;

    @Option(names = "--samples", required = true, description = "Samples a problem of the candidate.")
    private int samples;

    @Option(names = "--baseline-samples", required = true, description = "Samples a problem of the baseline.")
    private int baselineSamples;

    @Option(names = "--drop", required = true, description = "True loss of the worse model.")
    private double drop;

    @Option(names = "--margin", defaultValue = "0.03", description = "The gate's margin, ${DEFAULT-VALUE} unless told.")
    private double margin;

    @Option(
            names = "--runs",
            defaultValue = "2000",
            description = "Simulated evaluations a row, ${DEFAULT-VALUE} unless told.")
    private int runs;

    @Option(names = "--seed", defaultValue = "1", description = "Seed, ${DEFAULT-VALUE} unless told.")
    private long seed;

    @Option(
            names = "--alpha-beta",
            defaultValue = "0.3,0.9",
            split = ",",
            paramLabel = "A,B",
            hideParamSyntax = true,
            description =
                    "Shapes of the beta distribution of the problems' probabilities, ${DEFAULT-VALUE} unless told.")
    private double[] shapes = {};

    @Override
    public Integer call() {
        if (shapes.length != 2) {
            throw new IntrainException("--alpha-beta takes two numbers, as in 0.3,0.9, but got " + shapes.length + ".");
        }
        GateDesign design = new GateDesign(problems, samples, baselineSamples, drop, margin, shapes[0], shapes[1]);
        GateSimulation simulation = new GateSimulation(design, runs, seed);
        PrintWriter out = command.commandLine().getOut();
        out.println("| candidate | true loss | PASS | FAIL | INCONCLUSIVE | fixed tolerance " + points(margin)
                + " fails | fixed tolerance " + points(drop) + " fails |");
        out.println("|---|---|---|---|---|---|---|");
        for (Scenario scenario : simulation.scenarios()) {
            GateShares shares = simulation.simulate(scenario);
            out.println("| " + scenario.name() + " | " + points(scenario.drop()) + " | " + percent(shares.pass())
                    + " | " + percent(shares.fail()) + " | " + percent(shares.inconclusive()) + " | "
                    + percent(shares.failAtMargin()) + " | " + percent(shares.failAtDrop()) + " |");
            out.flush();
        }
        return 0;
    }

    private static String points(double share) {
        return String.format(Locale.ROOT, "%.1f", 100 * share);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
