package dev.intrain.core.recipe;

import java.nio.file.Path;

/**
 * Where a value was written, for messages and for relative paths.
 *
 * @param source file name, or the text of an override
 * @param line counted from 1; 0 where lines make no sense
 * @param folder what relative paths start from
 */
record Place(String source, int line, Path folder) {
    /** The name of the place where nobody wrote anything. */
    static final String DEFAULTS = "the defaults";

    /** @return the place in brackets with a space before, or nothing for a default */
    String inBrackets() {
        if (source.equals(DEFAULTS)) {
            return "";
        }
        return " (" + this + ")";
    }

    @Override
    public String toString() {
        return line == 0 ? source : source + ", line " + line;
    }
}
