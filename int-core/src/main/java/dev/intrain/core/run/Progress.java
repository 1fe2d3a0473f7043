package dev.intrain.core.run;

/**
 * Receives what a run does while it does it: the console's bars, the worker's events, or nothing at all.
 *
 * <p>{@link #advanced} is also where a run is asked to stop: an implementation may throw {@link StopRequested} from it, so call it
 * where stopping loses little, after a part file or a checkpoint was written. Called by one thread at a time.
 */
public interface Progress {
    /** Tells nobody. */
    Progress SILENT = new Progress() {
        @Override
        public void stageStarted(String stage) {}

        @Override
        public void stageSkipped(String stage, String why) {}

        @Override
        public void advanced(String stage, long done, long total, String note) {}

        @Override
        public void stageFinished(String stage, String result) {}

        @Override
        public void message(String line) {}
    };

    /** @param stage the stage that begins now */
    void stageStarted(String stage);

    /**
     * @param stage a stage with nothing to do
     * @param why one phrase
     */
    void stageSkipped(String stage, String why);

    /**
     * @param stage the running stage
     * @param done units finished so far, those of an earlier run of the same stage included
     * @param total all units, or 0 where unknown
     * @param note a short reading such as {@code reward 0.41}; may be empty
     * @throws StopRequested if the run shall end here and be resumed later
     */
    void advanced(String stage, long done, long total, String note);

    /**
     * @param stage the stage that ended
     * @param result one line for the user
     */
    void stageFinished(String stage, String result);

    /** @param line one line for the user */
    void message(String line);
}
