package dev.intrain.core.worker;

import dev.intrain.core.run.Progress;
import java.io.PrintStream;

/** Tells the parent process everything, one event to a line. */
final class EventProgress implements Progress {
    private final PrintStream out;

    EventProgress(PrintStream out) {
        this.out = out;
    }

    /** Whole lines only, also when several threads speak. */
    synchronized void tell(Event event) {
        out.println(event.json());
        out.flush();
    }

    @Override
    public void stageStarted(String stage) {
        tell(new Event.StageStart(stage));
    }

    @Override
    public void stageSkipped(String stage, String why) {
        tell(new Event.StageSkip(stage, why));
    }

    @Override
    public void advanced(String stage, long done, long total, String note) {
        tell(new Event.Advance(stage, done, total, note));
    }

    @Override
    public void stageFinished(String stage, String result) {
        tell(new Event.StageEnd(stage, result));
    }

    @Override
    public void message(String line) {
        tell(new Event.Message(line));
    }
}
