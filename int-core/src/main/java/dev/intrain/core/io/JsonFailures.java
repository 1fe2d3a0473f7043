package dev.intrain.core.io;

import tools.jackson.core.JacksonException;

/** What is wrong with a JSON text, in words for a user: the parser's own, without its notes on where it would have looked. */
public final class JsonFailures {
    private JsonFailures() {}

    /**
     * @param failure what the parser threw
     * @return a phrase, with line and column where they are known
     */
    public static String reason(JacksonException failure) {
        String what = String.valueOf(failure.getOriginalMessage()).replaceAll(" \\((start marker at|for Object).*", "");
        var place = failure.getLocation();
        return place == null || place.getLineNr() < 1
                ? what
                : what + ", line " + place.getLineNr() + ", column " + place.getColumnNr();
    }
}
