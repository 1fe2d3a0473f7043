package dev.intrain.api.spi;

/** Whether a provider can run on this machine. */
public sealed interface Availability {
    /** It can. */
    record Available() implements Availability {}

    /**
     * It cannot, and that is no defect: the machine lacks something.
     *
     * @param reason what is missing, one sentence
     * @param hint what the user can do about it, one sentence
     */
    record Unavailable(String reason, String hint) implements Availability {}

    /**
     * It should but cannot: a jar or native library is damaged. Choosing automatically must stop here rather than skip it.
     *
     * @param reason what is broken, one sentence
     */
    record Broken(String reason) implements Availability {}
}
