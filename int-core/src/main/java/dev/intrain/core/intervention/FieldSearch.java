package dev.intrain.core.intervention;

import java.util.function.Predicate;

/** Finds the fields of something like JSON: {@code "name":}, with any quotes or none. */
final class FieldSearch {
    private static final String QUOTES = "\"'`\u201C\u201D\u201E\u2018\u2019\u00AB\u00BB";

    private FieldSearch() {}

    static boolean isQuote(char c) {
        return QUOTES.indexOf(c) >= 0;
    }

    static String lowerAscii(String text) {
        var lower = new StringBuilder(text);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return lower.toString();
    }

    /**
     * Where the value of the first field of that name at or after {@code from} begins, blanks skipped; -1 if there is none. A quoted
     * name goes before a bare one, which may be a word of some text.
     */
    static int find(String text, String name, int from) {
        String lower = lowerAscii(text);
        int bare = -1;
        for (int at = lower.indexOf(name, from); at >= 0; at = lower.indexOf(name, at + 1)) {
            char before = at == 0 ? ' ' : text.charAt(at - 1);
            int value = Character.isLetterOrDigit(before) ? -1 : valueAfter(text, at + name.length());
            if (value >= 0 && isQuote(before)) {
                return value;
            }
            bare = bare < 0 ? value : bare;
        }
        return bare;
    }

    /** Skips quotes, blanks and a colon. */
    private static int valueAfter(String text, int nameEnd) {
        int at = nameEnd;
        while (at < text.length() && (isQuote(text.charAt(at)) || text.charAt(at) == '\\' || text.charAt(at) == '*')) {
            at++;
        }
        at = skipBlanks(text, at);
        return at < text.length() && isColon(text.charAt(at)) ? skipBlanks(text, at + 1) : -1;
    }

    static int skipBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Whether a name and a colon, quoted or not, stand there: what follows the comma after a value. */
    static boolean isFieldName(String text, int from) {
        int name = skip(text, from, 4, c -> isQuote(c) || c == '\\');
        int end = skip(text, name, 40, c -> Character.isLetterOrDigit(c) || c == '_');
        int quoted = skip(text, end, 4, c -> isQuote(c) || c == '\\');
        int colon = skip(text, quoted, 10, Character::isWhitespace);
        return end > name && colon < text.length() && isColon(text.charAt(colon));
    }

    private static boolean isColon(char c) {
        return c == ':' || c == '=' || c == '\uFF1A';
    }

    private static int skip(String text, int from, int most, Predicate<Character> what) {
        int at = from;
        while (at < text.length() && at < from + most && what.test(text.charAt(at))) {
            at++;
        }
        return at;
    }
}
