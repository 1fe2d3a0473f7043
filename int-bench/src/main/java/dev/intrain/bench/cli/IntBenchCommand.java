package dev.intrain.bench.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command {@code int-bench}: benchmarks and performance runs are its subcommands. */
@Command(
        name = "int-bench",
        mixinStandardHelpOptions = true,
        versionProvider = IntBenchCommand.Version.class,
        description = "Measures models on benchmarks, and InTrain itself.")
public final class IntBenchCommand implements Runnable {

    IntBenchCommand() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new IntBenchCommand()).execute(args));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = IntBenchCommand.class.getPackage().getImplementationVersion();
            return new String[] {"int-bench " + (version == null ? "(unpackaged)" : version)};
        }
    }
}
