package dev.intrain.core.tokenizer;

/**
 * An assistant's turn as the Qwen3 templates take it apart.
 *
 * @param reasoning what stands in the thinking block, without the line breaks around it; empty if there is none
 * @param answer what follows it
 */
record Thought(String reasoning, String answer) {
    /** What a turn begins with when the model is not to think. */
    static final String EMPTY_BLOCK = "<think>\n\n</think>\n\n";

    private static final String OPEN = "<think>";
    private static final String CLOSE = "</think>";

    static Thought of(String content) {
        int end = content.indexOf(CLOSE);
        if (end < 0) {
            return new Thought("", content);
        }
        String before = content.substring(0, end);
        int start = before.lastIndexOf(OPEN);
        String reasoning = start < 0 ? before : before.substring(start + OPEN.length());
        String answer = content.substring(content.lastIndexOf(CLOSE) + CLOSE.length());
        return new Thought(withoutOuterBreaks(reasoning), withoutLeadingBreaks(answer));
    }

    /** The turn with its thinking block written out. */
    String rendered() {
        return OPEN + "\n" + reasoning + "\n" + CLOSE + "\n\n" + withoutLeadingBreaks(answer);
    }

    static String withoutLeadingBreaks(String text) {
        int start = 0;
        while (start < text.length() && text.charAt(start) == '\n') {
            start++;
        }
        return text.substring(start);
    }

    private static String withoutOuterBreaks(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '\n') {
            end--;
        }
        return withoutLeadingBreaks(text.substring(0, end));
    }
}
