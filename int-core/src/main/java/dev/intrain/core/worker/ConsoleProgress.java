package dev.intrain.core.worker;

import dev.intrain.core.run.Progress;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows a run on standard error: a bar a stage on a terminal, plain lines at intervals elsewhere. */
final class ConsoleProgress implements Progress, AutoCloseable {
    private static final long PLAIN_INTERVAL_NANOS = Duration.ofSeconds(15).toNanos();
    private static final int REDRAW_MILLIS = 200;

    private final PrintStream out;
    private final boolean bars;
    private @Nullable ProgressBar bar;
    private long lastLine = System.nanoTime();

    ConsoleProgress(PrintStream out, boolean bars) {
        this.out = out;
        this.bars = bars;
    }

    @SuppressWarnings(
            "SystemConsoleNull") // Which of null and isTerminal() says that there is no terminal is up to the JDK's
    // settings.
    static ConsoleProgress open() {
        Console console = System.console();
        return new ConsoleProgress(System.err, console != null && console.isTerminal() && System.getenv("CI") == null);
    }

    @Override
    public void stageStarted(String stage) {
        close();
        lastLine = System.nanoTime();
        out.println(stage + " ...");
    }

    @Override
    public void stageSkipped(String stage, String why) {
        line(stage + ": skipped, " + why);
    }

    @Override
    public void advanced(String stage, long done, long total, String note) {
        if (bars) {
            draw(stage, done, total, note);
        } else if (System.nanoTime() - lastLine >= PLAIN_INTERVAL_NANOS) {
            lastLine = System.nanoTime();
            out.println(stage + ": " + done + (total > 0 ? " of " + total : "") + (note.isEmpty() ? "" : ", " + note));
        }
    }

    private void draw(String stage, long done, long total, String note) {
        ProgressBar current = bar;
        if (current == null) {
            current = new ProgressBarBuilder()
                    .setTaskName(stage)
                    .setInitialMax(total > 0 ? total : -1)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(REDRAW_MILLIS)
                    .startsFrom(done, Duration.ZERO)
                    .build();
            bar = current;
        }
        current.stepTo(done).setExtraMessage(note);
    }

    @Override
    public void stageFinished(String stage, String result) {
        line(stage + ": " + result);
    }

    @Override
    public void message(String line) {
        line(line);
    }

    private void line(String text) {
        close();
        out.println(text);
    }

    /** Ends the bar, which stays on the screen; the next progress begins another. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
