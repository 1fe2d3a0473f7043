package dev.intrain.core.recipe;

import dev.intrain.api.IntrainException;
import dev.intrain.api.tensor.DType;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Single values: text to the type a component has, and back. */
final class Scalars {
    private static final Pattern WHOLE = Pattern.compile("[-+]?\\d[\\d_]*");
    // YAML 1.1 takes 1e-6 for a text; a learning rate written so must not fail.
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d[\\d_]*\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

    private Scalars() {}

    /**
     * Reads a value.
     *
     * @param text as written
     * @param type a component's type, or {@link Location} for a text that may name a file
     * @param key dotted key, for messages
     * @param place where it was written
     * @return the value
     */
    static Object parse(String text, Class<?> type, String key, Place place) {
        try {
            if (type == String.class) {
                return text;
            } else if (type == Path.class) {
                return resolve(text, place);
            } else if (type == Location.class) {
                Path file = resolve(text, place);
                return Files.exists(file) && !text.isBlank() ? file.toString() : text;
            } else if (type == boolean.class && text.matches("(?i)true|false")) {
                return text.equalsIgnoreCase("true");
            } else if (type == int.class && WHOLE.matcher(text).matches()) {
                return Integer.parseInt(text.replace("_", ""));
            } else if (type == long.class && WHOLE.matcher(text).matches()) {
                return Long.parseLong(text.replace("_", ""));
            } else if (type == double.class && NUMBER.matcher(text).matches()) {
                return Double.parseDouble(text.replace("_", ""));
            } else if (type.isEnum()) {
                for (Object constant : constants(type)) {
                    if (text.equals(name(constant))) {
                        return constant;
                    }
                }
            }
        } catch (NumberFormatException | InvalidPathException e) {
            // falls through to the message
        }
        throw new IntrainException(key + " must be " + expected(type) + ", not '" + text + "'" + place.inBrackets());
    }

    private static Path resolve(String text, Place place) {
        return place.folder().resolve(text).toAbsolutePath().normalize();
    }

    /** @return what to call a value of this type in "must be ..." */
    static String expected(Class<?> type) {
        if (type == boolean.class) {
            return "true or false";
        } else if (type == int.class || type == long.class) {
            return "a whole number";
        } else if (type == double.class) {
            return "a number";
        } else if (type.isEnum()) {
            return "one of " + String.join(", ", names(type));
        }
        return type == Path.class ? "a path" : "a text";
    }

    /** @return the names a recipe may use for an enum's constants */
    static List<String> names(Class<?> type) {
        return constants(type).stream().map(Scalars::name).toList();
    }

    /** @return how a recipe writes an enum constant */
    static String name(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
    }

    private static List<Object> constants(Class<?> type) {
        // Weights are never integers, though tensors may be.
        return Arrays.stream((Object[]) type.getEnumConstants())
                .filter(constant -> constant != DType.I32)
                .toList();
    }
}
