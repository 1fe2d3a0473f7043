package dev.intrain.api;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One problem with a short gold answer and, where known, a worked reference solution.
 *
 * @param id stable identifier, unique in its source; part of every random key, so renaming a problem changes its samples
 * @param statement what the model is asked, without any prompt template
 * @param answer the gold answer, as a verifier understands it
 * @param referenceSolution a worked solution, needed by the propose stage only
 * @param attributes further columns of the source by name, such as category, source or level
 */
public record Problem(
        String id,
        String statement,
        String answer,
        Optional<String> referenceSolution,
        Map<String, String> attributes) {
    /** Copies the attributes and refuses blank ids, statements and answers. */
    public Problem {
        Objects.requireNonNull(referenceSolution, "referenceSolution");
        requireText(id, "id");
        requireText(statement, "statement");
        requireText(answer, "answer");
        attributes = Map.copyOf(attributes);
    }

    private static void requireText(String value, String name) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("a problem's " + name + " must not be blank");
        }
    }
}
