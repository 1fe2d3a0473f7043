package dev.intrain.core.grade;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether two normalised answers are the same: as text, as exact numbers, or element by element. */
final class AnswerEquality {
    private static final int MAX_ELEMENTS = 256;

    private AnswerEquality() {}

    static boolean same(String gold, String answer) {
        return gold.equals(answer) || sameNumber(gold, answer) || sameElements(gold, answer);
    }

    /** Throws what comparing a gold answer with itself by value would throw, so that an answer is never blamed for it. */
    static void checkBudget(String gold) {
        sameNumber(gold, gold);
        elements(gold).forEach(element -> sameNumber(element, element));
    }

    private static boolean sameNumber(String gold, String answer) {
        Optional<Rational> expected = RationalParser.parse(gold);
        // an answer is not evaluated where the gold answer is no number
        return expected.isPresent() && expected.equals(RationalParser.parse(answer));
    }

    private static boolean sameElements(String gold, String answer) {
        List<String> expected = elements(gold);
        List<String> found = elements(answer);
        if (expected.size() < 2 || expected.size() != found.size() || expected.size() > MAX_ELEMENTS) {
            return false;
        }
        for (int i = 0; i < expected.size(); i++) {
            String left = expected.get(i);
            String right = found.get(i);
            if (!left.equals(right) && !sameNumber(left, right)) {
                return false;
            }
        }
        return true;
    }

    /** The parts between top-level commas; the brackets around them are the first and the last element's own text. */
    private static List<String> elements(String text) {
        List<String> parts = new ArrayList<>();
        String open = text.startsWith("\\{")
                ? "\\{"
                : text.startsWith("(") || text.startsWith("[") ? text.substring(0, 1) : "";
        String close = open.isEmpty() ? "" : text.endsWith("\\}") ? "\\}" : lastBracket(text);
        if (open.isEmpty() != close.isEmpty() || open.length() + close.length() > text.length()) {
            return List.of();
        }
        String inside = text.substring(open.length(), text.length() - close.length());
        int depth = 0;
        int start = 0;
        for (int i = 0; i < inside.length(); i++) {
            char c = inside.charAt(i);
            if (c == '(' || c == '[' || c == '{') {
                depth++;
            } else if (c == ')' || c == ']' || c == '}') {
                depth--;
            } else if (c == ',' && depth == 0) {
                parts.add(inside.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(inside.substring(start));
        // (1,2] and [1,2] differ
        parts.add(open + close);
        return parts.size() < 3 ? List.of() : parts;
    }

    private static String lastBracket(String text) {
        return text.endsWith(")") || text.endsWith("]") ? text.substring(text.length() - 1) : "";
    }
}
