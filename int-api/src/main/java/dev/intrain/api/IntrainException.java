package dev.intrain.api;

/**
 * A failure the user can understand and mend: its message is one sentence that says what is wrong, where, and what to do.
 *
 * <p>Front ends print the message alone, without a stack trace, and end with a non-zero exit code.
 */
public class IntrainException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one sentence: what, where, what to do */
    public IntrainException(String message) {
        super(message);
    }

    /**
     * @param message one sentence: what, where, what to do
     * @param cause the technical cause, kept for debug output
     */
    public IntrainException(String message, Throwable cause) {
        super(message, cause);
    }
}
