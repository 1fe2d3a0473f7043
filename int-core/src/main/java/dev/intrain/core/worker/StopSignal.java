package dev.intrain.core.worker;

import dev.intrain.core.run.Progress;
import dev.intrain.core.run.StopRequested;

/** The wish that the run end soon, from any thread; the running stage meets it at its next step of progress. */
final class StopSignal {
    private volatile boolean requested;

    void request() {
        requested = true;
    }

    private void check() {
        if (requested) {
            throw new StopRequested();
        }
    }

    /**
     * @param listener hears everything
     * @return a progress which also ends the run once a stop was requested
     */
    Progress guard(Progress listener) {
        return new Progress() {
            @Override
            public void stageStarted(String stage) {
                check();
                listener.stageStarted(stage);
            }

            @Override
            public void stageSkipped(String stage, String why) {
                listener.stageSkipped(stage, why);
            }

            @Override
            public void advanced(String stage, long done, long total, String note) {
                listener.advanced(stage, done, total, note);
                check();
            }

            @Override
            public void stageFinished(String stage, String result) {
                listener.stageFinished(stage, result);
            }

            @Override
            public void message(String line) {
                listener.message(line);
            }
        };
    }
}
