package dev.intrain.api;

/**
 * A proposed one-step correction: it replaces the attempt from step {@code location} on (InT, section "Proposing interventions").
 *
 * @param content the replacement step, in the student's voice
 * @param location 1-based number of the first critical error; the steps before it are kept
 */
public record Intervention(String content, int location) {
    /** Refuses empty contents and locations below 1. */
    public Intervention {
        if (content.isBlank()) {
            throw new IllegalArgumentException("an intervention's content must not be blank");
        }
        if (location < 1) {
            throw new IllegalArgumentException("an intervention's location starts at 1, not " + location);
        }
    }
}
