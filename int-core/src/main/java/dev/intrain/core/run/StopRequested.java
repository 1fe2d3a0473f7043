package dev.intrain.core.run;

/** The user asked the run to stop: what is written stays, and the same command resumes it. */
public final class StopRequested extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Without a stack trace: this is a message, not a failure. */
    public StopRequested() {
        super("stopped on request; the same command resumes", null, false, false);
    }
}
