package dev.intrain.core.grade;

import java.util.Map;
import java.util.Set;

/**
 * Rewrites an answer so that spellings of the same thing become the same text: layout commands and units go, fraction and root
 * arguments get braces, thousands and decimal signs stay.
 *
 * <p>Pure and bounded: an answer above {@value #MAX_LENGTH} characters or nested deeper than {@value #MAX_DEPTH} is over budget.
 * Letters keep their case. Source of the conventions: the MATH data set's own normalisation (Hendrycks et al. 2021).
 */
final class AnswerNormalizer {
    static final int MAX_LENGTH = 4096;
    static final int MAX_DEPTH = 64;

    private static final Set<String> LAYOUT = Set.of(
            "left",
            "right",
            "big",
            "Big",
            "bigl",
            "bigr",
            "Bigl",
            "Bigr",
            "displaystyle",
            "textstyle",
            "limits",
            "quad",
            "qquad",
            "degree",
            "circ");
    private static final Set<String> TEXT =
            Set.of("text", "mbox", "mathrm", "textbf", "mathbf", "textrm", "rm", "operatorname");
    private static final Map<String, String> SYNONYMS = Map.of(
            "dfrac", "\\frac", "tfrac", "\\frac", "cfrac", "\\frac", "cdot", "*", "times", "*", "le", "\\leq", "ge",
            "\\geq", "ne", "\\neq");

    private final String source;
    private final StringBuilder out;
    private int at;

    private AnswerNormalizer(String source) {
        this.source = source;
        this.out = new StringBuilder(source.length());
    }

    /**
     * The normal form.
     *
     * @throws OverBudgetException if the answer is too long or too deep
     */
    static String normalize(String answer) {
        if (answer.length() > MAX_LENGTH) {
            throw new OverBudgetException("an answer of more than " + MAX_LENGTH + " characters");
        }
        checkDepth(answer);
        String plain = new AnswerNormalizer(answer.strip()).withoutLayout();
        String braced = bracedArguments(plain.replace("{,}", ",").replace("^{}", ""));
        String tidy = withoutOuterBraces(shortScripts(braced));
        tidy = tidy.endsWith(".") || tidy.endsWith(",") ? tidy.substring(0, tidy.length() - 1) : tidy;
        return withoutVariable(tidy);
    }

    private static void checkDepth(String answer) {
        int depth = 0;
        for (int i = 0; i < answer.length(); i++) {
            char c = answer.charAt(i);
            if (c == '{' || c == '(' || c == '[') {
                depth++;
            } else if (c == '}' || c == ')' || c == ']') {
                depth--;
            }
            if (depth > MAX_DEPTH) {
                throw new OverBudgetException("an answer nested deeper than " + MAX_DEPTH);
            }
        }
    }

    private String withoutLayout() {
        while (at < source.length()) {
            char c = source.charAt(at++);
            switch (c) {
                case '\\' -> command();
                case '$', '%', '~', '\u00B0' -> {}
                case '\u2212', '\u2013' -> out.append('-');
                default -> {
                    if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                        space();
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.toString();
    }

    /** Spaces mean nothing, save in {@code 1 1/2}; groups of three digits are one number. */
    private void space() {
        boolean betweenDigits = !out.isEmpty()
                && isDigit(out.charAt(out.length() - 1))
                && at < source.length()
                && isDigit(source.charAt(at));
        boolean fractionArgument =
                out.length() > 5 && out.substring(0, out.length() - 1).endsWith("\\frac");
        if (betweenDigits && !fractionArgument && !groupOfThree()) {
            out.append("+");
        }
    }

    private boolean groupOfThree() {
        int end = at;
        while (end < source.length() && isDigit(source.charAt(end))) {
            end++;
        }
        return end - at == 3 && (end == source.length() || source.charAt(end) != '/');
    }

    private void command() {
        int end = at;
        while (end < source.length() && Character.isLetter(source.charAt(end))) {
            end++;
        }
        String name = source.substring(at, end);
        if (name.isEmpty()) {
            if (at < source.length()) {
                char escaped = source.charAt(at++);
                boolean visible =
                        escaped == '{' || escaped == '}' || escaped == '\\' || escaped == '|' || escaped == '_';
                out.append(visible ? "\\" + escaped : "");
            }
            return;
        }
        at = end;
        if (TEXT.contains(name) && at < source.length() && source.charAt(at) == '{') {
            textGroup();
        } else if (!LAYOUT.contains(name)) {
            out.append(SYNONYMS.getOrDefault(name, "\\" + name));
        } else if (name.equals("circ") || name.equals("degree")) {
            dropScriptSign();
        }
    }

    /** {@code 5\text{ cm}} is 5; {@code \text{Yes}} is Yes. */
    private void textGroup() {
        int close = matching(source, at);
        String inside = source.substring(at + 1, close < 0 ? source.length() : close);
        at = close < 0 ? source.length() : close + 1;
        boolean unit = !out.isEmpty() && (isDigit(out.charAt(out.length() - 1)) || out.charAt(out.length() - 1) == '}');
        if (!unit) {
            out.append(inside.replace(" ", "").replace("\\", ""));
        } else if (at + 1 < source.length() && source.charAt(at) == '^' && isDigit(source.charAt(at + 1))) {
            at += 2;
        }
    }

    private void dropScriptSign() {
        if (!out.isEmpty() && out.charAt(out.length() - 1) == '^') {
            out.setLength(out.length() - 1);
        } else if (out.length() > 1
                && out.substring(out.length() - 2).equals("^{")
                && at < source.length()
                && source.charAt(at) == '}') {
            out.setLength(out.length() - 2);
            at++;
        }
    }

    /** {@code \frac12} and {@code \sqrt3} get their braces. */
    private static String bracedArguments(String text) {
        var result = new StringBuilder(text.length() + 16);
        int i = 0;
        while (i < text.length()) {
            int count = startsCommand(text, i, "\\frac") ? 2 : startsCommand(text, i, "\\sqrt") ? 1 : 0;
            if (count == 0) {
                result.append(text.charAt(i++));
                continue;
            }
            result.append(text, i, i + 5);
            i += 5;
            for (int argument = 0; argument < count && i < text.length(); argument++) {
                int close = text.charAt(i) == '{' ? matching(text, i) : -1;
                if (close >= 0) {
                    result.append('{')
                            .append(bracedArguments(text.substring(i + 1, close)))
                            .append('}');
                    i = close + 1;
                } else if (Character.isLetterOrDigit(text.charAt(i))) {
                    result.append('{').append(text.charAt(i++)).append('}');
                } else {
                    break;
                }
            }
        }
        return result.toString();
    }

    private static boolean startsCommand(String text, int at, String command) {
        return text.startsWith(command, at);
    }

    /** {@code x^{2}} is {@code x^2}. */
    private static String shortScripts(String text) {
        var result = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            result.append(c);
            boolean script = c == '^' || c == '_';
            if (script && i + 3 < text.length() && text.charAt(i + 1) == '{' && text.charAt(i + 3) == '}') {
                result.append(text.charAt(i + 2));
                i += 3;
            }
        }
        return result.toString();
    }

    private static String withoutOuterBraces(String text) {
        String inner = text;
        while (inner.startsWith("{") && matching(inner, 0) == inner.length() - 1) {
            inner = inner.substring(1, inner.length() - 1);
        }
        return inner;
    }

    /** {@code x=5} is 5. */
    private static String withoutVariable(String text) {
        int sign = text.indexOf('=');
        boolean single = sign > 0 && sign <= 2 && text.indexOf('=', sign + 1) < 0;
        return single && text.substring(0, sign).chars().allMatch(Character::isLetter)
                ? text.substring(sign + 1)
                : text;
    }

    /** Where the brace at {@code open} is closed, or -1. */
    private static int matching(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
