package dev.intrain.maven;

import dev.intrain.maven.fork.WorkerEvent;
import dev.intrain.maven.fork.WorkerEvent.Advanced;
import dev.intrain.maven.fork.WorkerEvent.Failed;
import dev.intrain.maven.fork.WorkerEvent.Message;
import dev.intrain.maven.fork.WorkerEvent.StageFinished;
import dev.intrain.maven.fork.WorkerEvent.StageSkipped;
import dev.intrain.maven.fork.WorkerEvent.StageStarted;
import dev.intrain.maven.fork.WorkerEvent.Warning;
import dev.intrain.maven.fork.WorkerProcess;
import java.time.Duration;
import java.util.Optional;
import org.apache.maven.plugin.logging.Log;
import org.jspecify.annotations.Nullable;

/** Shows the worker in Maven's console: a bar that redraws itself on a terminal, plain lines at intervals elsewhere. */
final class ConsoleListener implements WorkerProcess.Listener {
    private static final long PLAIN_INTERVAL_NANOS = Duration.ofSeconds(15).toNanos();
    private static final long BAR_INTERVAL_NANOS = Duration.ofMillis(100).toNanos();
    private static final int BAR_CELLS = 30;

    private final Log log;
    private final @Nullable Terminal terminal;
    private long lastShown = System.nanoTime();
    private boolean drawn;

    ConsoleListener(Log log, Optional<Terminal> terminal) {
        this.log = log;
        this.terminal = terminal.orElse(null);
    }

    @Override
    public void event(WorkerEvent event) {
        if (event instanceof Advanced advanced) {
            advanced(advanced);
            return;
        }
        clear();
        if (event instanceof StageStarted started) {
            log.info(started.stage() + " ...");
            lastShown = System.nanoTime();
        } else if (event instanceof StageSkipped skipped) {
            log.info(skipped.stage() + ": skipped, " + skipped.why());
        } else if (event instanceof StageFinished finished) {
            log.info(finished.stage() + ": " + finished.result());
        } else if (event instanceof Message message) {
            message.text().lines().forEach(log::info);
        } else if (event instanceof Warning warning) {
            log.warn(warning.text());
        } else if (event instanceof Failed failed) {
            log.debug("the worker failed: " + failed.text());
        }
    }

    @Override
    public void output(String line) {
        clear();
        log.debug("worker: " + line);
    }

    @Override
    public void errorOutput(String line) {
        clear();
        if (line.startsWith("WARNING: Using incubator modules")) {
            log.debug(line);
        } else {
            log.warn("worker: " + line);
        }
    }

    private void advanced(Advanced event) {
        long now = System.nanoTime();
        if (now - lastShown < (terminal == null ? PLAIN_INTERVAL_NANOS : BAR_INTERVAL_NANOS)) {
            return;
        }
        lastShown = now;
        if (terminal == null) {
            log.info(plain(event));
        } else {
            terminal.redraw(bar(event));
            drawn = true;
        }
    }

    private void clear() {
        if (terminal != null && drawn) {
            terminal.redraw(null);
            drawn = false;
        }
    }

    static String plain(Advanced event) {
        String of = event.total() > 0 ? " of " + event.total() + " (" + percent(event) + " %)" : "";
        return event.stage() + ": " + event.done() + of + (event.note().isEmpty() ? "" : ", " + event.note());
    }

    static String bar(Advanced event) {
        if (event.total() <= 0) {
            return plain(event);
        }
        int cells = (int) (BAR_CELLS * percent(event) / 100);
        return event.stage() + " [" + "=".repeat(cells) + " ".repeat(BAR_CELLS - cells) + "] " + event.done() + "/"
                + event.total() + " " + event.note();
    }

    private static long percent(Advanced event) {
        return Math.max(0, Math.min(100, 100 * event.done() / event.total()));
    }
}
