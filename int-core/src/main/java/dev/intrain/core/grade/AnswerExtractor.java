package dev.intrain.core.grade;

import java.util.Arrays;
import java.util.Optional;

/**
 * Finds the final answer of a completion: the last closed {@code \boxed{…}}, else what follows a declared prefix in its last line.
 *
 * <p>One pass over the text, whatever it holds. An escaped brace is text; a box inside a box is the later one.
 *
 * @param prefix literal text that introduces an answer outside a box, such as {@code Answer:}; empty for none
 */
public record AnswerExtractor(String prefix) {
    private static final String[] BOXES = {"\\boxed", "\\fbox"};
    private static final int NO_BOX = -1;

    /**
     * The answer.
     *
     * @param completion any text
     * @return what the last box holds, or the rest of the line after the last prefix; empty if there is neither
     */
    public Optional<String> extract(String completion) {
        return lastBox(completion).or(() -> afterPrefix(completion)).map(String::strip);
    }

    private static Optional<String> lastBox(String text) {
        int[] open = new int[16];
        int depth = 0;
        int start = NO_BOX;
        int end = NO_BOX;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                int brace = boxBrace(text, i);
                if (brace == NO_BOX) {
                    i++;
                    continue;
                }
                open = push(open, depth++, brace + 1);
                i = brace;
            } else if (c == '{') {
                open = push(open, depth++, NO_BOX);
            } else if (c == '}' && depth > 0) {
                int opened = open[--depth];
                if (opened > start) {
                    start = opened;
                    end = i;
                }
            }
        }
        return start == NO_BOX ? Optional.empty() : Optional.of(text.substring(start, end));
    }

    /** Where the brace of a box command at {@code at} stands, or {@link #NO_BOX}. */
    private static int boxBrace(String text, int at) {
        for (String box : BOXES) {
            if (text.startsWith(box, at)) {
                int brace = at + box.length();
                // a few blanks at most: a long run of them is no LaTeX
                while (brace < text.length() && brace < at + 10 && text.charAt(brace) == ' ') {
                    brace++;
                }
                if (brace < text.length() && text.charAt(brace) == '{') {
                    return brace;
                }
            }
        }
        return NO_BOX;
    }

    private static int[] push(int[] stack, int depth, int value) {
        int[] room = depth < stack.length ? stack : Arrays.copyOf(stack, 2 * depth);
        room[depth] = value;
        return room;
    }

    private Optional<String> afterPrefix(String text) {
        int at = prefix.isEmpty() ? -1 : text.lastIndexOf(prefix);
        if (at < 0) {
            return Optional.empty();
        }
        int from = at + prefix.length();
        int end = text.indexOf('\n', from);
        return Optional.of(text.substring(from, end < 0 ? text.length() : end)).filter(answer -> !answer.isBlank());
    }
}
