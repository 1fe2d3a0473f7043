package dev.intrain.core.worker;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Standard output of a command, for results alone. */
@Command
final class Output {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // Picocli sets it.
    private CommandSpec command;

    /** Prints a text, ending its last line. */
    void print(String text) {
        PrintWriter out = command.commandLine().getOut();
        out.print(text.endsWith("\n") ? text : text + System.lineSeparator());
        out.flush();
    }

    /** Prints a piece of a line. */
    void append(String piece) {
        PrintWriter out = command.commandLine().getOut();
        out.print(piece);
        out.flush();
    }
}
