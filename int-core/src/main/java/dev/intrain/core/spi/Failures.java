package dev.intrain.core.spi;

import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;

/** Words for what foreign code threw. */
final class Failures {
    private Failures() {}

    /** Foreign code may break a promise not to return null. */
    static <V> V present(@Nullable V value, String call) {
        if (value == null) {
            throw new IllegalStateException(call + " returned null");
        }
        return value;
    }

    /** Kind and message on one line, such as {@code NoClassDefFoundError: org/example/Gone}. */
    static String describe(Throwable failure) {
        Throwable cause = failure.getCause();
        String message = failure.getMessage();
        if (message == null) {
            return cause == null ? failure.getClass().getSimpleName() : describe(cause);
        }
        return failure.getClass().getSimpleName() + ": " + oneLine(message);
    }

    /** Why a step of the search failed; the loader's own words without the service's name, which the reader knows. */
    static String reason(Service service, Throwable failure) {
        if (!(failure instanceof ServiceConfigurationError)) {
            return describe(failure);
        }
        String message = oneLine(String.valueOf(failure.getMessage()));
        String prefix = service.type().getName() + ": ";
        String words = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
        Throwable cause = failure.getCause();
        return cause == null ? words : words + " (" + describe(cause) + ")";
    }

    /** A sentence as part of a longer one. */
    static String clause(String sentence) {
        String line = oneLine(sentence);
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
