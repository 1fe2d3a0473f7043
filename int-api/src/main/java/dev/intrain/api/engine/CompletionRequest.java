package dev.intrain.api.engine;

import java.util.List;

/**
 * One conversation to complete several times.
 *
 * @param problemId identifies the random stream together with attempt and sample number
 * @param attempt number of the attempt, from 0
 * @param turns user and assistant turns in turn, beginning with a user's; a last assistant turn is unfinished and is continued
 * @param samples number of completions
 */
public record CompletionRequest(String problemId, int attempt, List<Turn> turns, int samples) {
    /** Copies the turns. */
    public CompletionRequest {
        turns = List.copyOf(turns);
        if (turns.isEmpty() || samples < 1) {
            throw new IllegalArgumentException("a completion request needs a turn and at least one sample");
        }
    }

    /**
     * One turn.
     *
     * @param role {@code system}, {@code user} or {@code assistant}
     * @param content its text
     */
    public record Turn(String role, String content) {}
}
