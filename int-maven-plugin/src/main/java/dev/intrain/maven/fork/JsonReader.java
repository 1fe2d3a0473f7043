package dev.intrain.maven.fork;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON value into maps, lists, strings, numbers (Long where whole, else Double), booleans and null.
 *
 * <p>Throws {@link IllegalArgumentException} for anything that is not JSON from its first to its last character.
 */
final class JsonReader {
    private static final int DEEPEST = 100;

    private final String text;
    private int at;
    private int depth;

    private JsonReader(String text) {
        this.text = text;
    }

    static @Nullable Object read(String text) {
        JsonReader reader = new JsonReader(text);
        Object value = reader.value();
        reader.skipSpace();
        if (reader.at < text.length()) {
            throw reader.bad("something after the value");
        }
        return value;
    }

    private @Nullable Object value() {
        skipSpace();
        char c = peek();
        if (c == '{' || c == '[') {
            if (++depth > DEEPEST) {
                throw bad("nested too deeply");
            }
            Object nested = c == '{' ? object() : array();
            depth--;
            return nested;
        }
        if (c == '"') {
            return string();
        }
        return word();
    }

    private Map<String, @Nullable Object> object() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        at++;
        if (endsWith('}')) {
            return map;
        }
        do {
            skipSpace();
            if (peek() != '"') {
                throw bad("no name of a member");
            }
            String key = string();
            expect(':');
            map.put(key, value());
        } while (separated('}'));
        return map;
    }

    private List<@Nullable Object> array() {
        List<@Nullable Object> list = new ArrayList<>();
        at++;
        if (endsWith(']')) {
            return list;
        }
        do {
            list.add(value());
        } while (separated(']'));
        return list;
    }

    private boolean endsWith(char end) {
        skipSpace();
        boolean ends = peek() == end;
        at += ends ? 1 : 0;
        return ends;
    }

    private boolean separated(char end) {
        if (endsWith(end)) {
            return false;
        }
        expect(',');
        return true;
    }

    private String string() {
        StringBuilder out = new StringBuilder();
        at++;
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c < 0x20) {
                throw bad("a control character in a string");
            }
            out.append(c == '\\' ? escaped() : c);
        }
        at++;
        return out.toString();
    }

    private char escaped() {
        char c = peek();
        at++;
        int plain = "\"\\/".indexOf(c);
        int control = "bfnrt".indexOf(c);
        if (plain >= 0) {
            return c;
        }
        if (control >= 0) {
            return "\b\f\n\r\t".charAt(control);
        }
        if (c == 'u' && at + 4 <= text.length()) {
            at += 4;
            return (char) Integer.parseInt(text, at - 4, at, 16);
        }
        throw bad("an unknown escape");
    }

    private @Nullable Object word() {
        int from = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "+-.".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        String word = text.substring(from, at);
        if (word.equals("null")) {
            return null;
        }
        if (word.equals("true") || word.equals("false")) {
            return word.equals("true");
        }
        if (word.matches("-?(0|[1-9]\\d{0,17})")) {
            return Long.valueOf(word);
        }
        if (word.matches("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?")) {
            return Double.valueOf(word);
        }
        throw bad("no value");
    }

    private void expect(char c) {
        skipSpace();
        if (peek() != c) {
            throw bad("no '" + c + "'");
        }
        at++;
    }

    private char peek() {
        if (at >= text.length()) {
            throw bad("an early end");
        }
        return text.charAt(at);
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private IllegalArgumentException bad(String what) {
        return new IllegalArgumentException("not JSON: " + what + " at character " + at);
    }
}
