package dev.intrain.core.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Listens to the parent on standard input: a line {@code stop} asks for a clean end; the end of the input means that the parent is
 * gone, and then nothing may keep this process alive for longer than a short grace.
 */
final class ParentWatch {
    static final Duration GRACE = Duration.ofSeconds(5);
    private static final String STOP = "stop";

    private final InputStream input;
    private final StopSignal stop;
    private final Runnable orphaned;

    /**
     * @param input what the parent holds open
     * @param stop raised for both
     * @param orphaned called some time after the parent has gone, unless this process has ended by then
     */
    ParentWatch(InputStream input, StopSignal stop, Runnable orphaned) {
        this.input = input;
        this.stop = stop;
        this.orphaned = orphaned;
    }

    void start() {
        Thread thread = new Thread(this::listen, "intrain-parent-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void listen() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.strip().equals(STOP)) {
                    stop.request();
                }
            }
        } catch (IOException broken) {
            // A broken pipe says the same as its end.
        }
        stop.request();
        try {
            Thread.sleep(GRACE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        orphaned.run();
    }
}
