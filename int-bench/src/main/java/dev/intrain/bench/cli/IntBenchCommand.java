package dev.intrain.bench.cli;

import dev.intrain.api.IntrainException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code int-bench}: benchmarks and performance runs are its subcommands. */
@Command(
        name = "int-bench",
        mixinStandardHelpOptions = true,
        versionProvider = IntBenchCommand.Version.class,
        description = "Measures models on benchmarks, and InTrain itself.",
        subcommands = {GateCommand.class, GatePowerCommand.class})
public final class IntBenchCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // Picocli sets it.
    private CommandSpec command;

    IntBenchCommand() {}

    public static void main(String[] args) {
        // Libraries may print what they like; standard output is for results.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        System.exit(command()
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .execute(args));
    }

    static CommandLine command() {
        return new CommandLine(new IntBenchCommand()).setExecutionExceptionHandler((failure, command, parsed) -> {
            PrintWriter err = command.getErr();
            if (failure instanceof IntrainException) {
                err.println(failure.getMessage());
                err.flush();
                return CommandLine.ExitCode.USAGE;
            }
            failure.printStackTrace(err);
            err.flush();
            return CommandLine.ExitCode.SOFTWARE;
        });
    }

    @Override
    public void run() {
        command.commandLine().usage(command.commandLine().getOut());
    }

    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = IntBenchCommand.class.getPackage().getImplementationVersion();
            return new String[] {"int-bench " + (version == null ? "(unpackaged)" : version)};
        }
    }
}
