package dev.intrain.maven;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import org.apache.maven.execution.MavenSession;
import org.jspecify.annotations.Nullable;

/** A console that can redraw a line, where there is one: not in batch mode, not under CI, not when output goes to a file. */
record Terminal(PrintWriter writer) {
    private static final String TO_LINE_START_AND_CLEAR = "\r\u001b[K";

    @SuppressWarnings(
            "SystemConsoleNull") // Up to 21 null is how a console says that it is none; later ones are asked below.
    static Optional<Terminal> of(MavenSession session) {
        Console console = System.console();
        boolean wanted = session.getRequest().isInteractiveMode()
                && System.getenv("CI") == null
                && !"dumb".equals(System.getenv("TERM"));
        return wanted && console != null && isTerminal(console)
                ? Optional.of(new Terminal(console.writer()))
                : Optional.empty();
    }

    /** From 22 on a console may be no terminal, and says so; before, one that exists is one. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException older) {
            return true;
        }
    }

    void redraw(@Nullable String line) {
        writer.print(TO_LINE_START_AND_CLEAR + (line == null ? "" : line));
        writer.flush();
    }
}
