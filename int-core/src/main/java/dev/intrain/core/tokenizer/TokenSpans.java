package dev.intrain.core.tokenizer;

import dev.intrain.api.TokenSequence;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Where each token of a sequence ends in the decoded text: a map from characters to token boundaries.
 *
 * <p>A token can end inside a character, as byte-level vocabularies cut UTF-8 anywhere; such a boundary has no character offset.
 * Special tokens have no text. Bytes that are not UTF-8 become U+FFFD, one for each maximal ill-formed part, as decoding does.
 */
public final class TokenSpans {
    private static final int INSIDE = -1;

    private final String text;
    private final int[] charEnds;

    private TokenSpans(String text, int[] charEnds) {
        this.text = text;
        this.charEnds = charEnds;
    }

    static TokenSpans of(TokenPieces pieces, TokenSequence ids) {
        var joined = new ByteArrayOutputStream();
        int[] byteEnds = new int[ids.length()];
        for (int i = 0; i < byteEnds.length; i++) {
            joined.writeBytes(pieces.bytes(ids.get(i)));
            byteEnds[i] = joined.size();
        }
        byte[] bytes = joined.toByteArray();
        int[] charAtByte = new int[bytes.length + 1];
        String text = decode(bytes, charAtByte);
        int[] charEnds = new int[byteEnds.length];
        for (int i = 0; i < charEnds.length; i++) {
            charEnds[i] = charAtByte[byteEnds[i]];
        }
        return new TokenSpans(text, charEnds);
    }

    /** @return the decoded text, without special tokens */
    public String text() {
        return text;
    }

    /** @return number of tokens */
    public int length() {
        return charEnds.length;
    }

    /**
     * Whether the first tokens end between two characters.
     *
     * @param tokens how many tokens
     * @return whether {@link #charEnd} is defined there
     */
    public boolean endsOnCharacter(int tokens) {
        return tokens == 0 || charEnds[tokens - 1] != INSIDE;
    }

    /**
     * Length of the text of the first tokens.
     *
     * @param tokens how many tokens
     * @return offset in {@link #text()}
     * @throws IllegalArgumentException if they end inside a character
     */
    public int charEnd(int tokens) {
        if (!endsOnCharacter(tokens)) {
            throw new IllegalArgumentException("the first " + tokens + " tokens end inside a character");
        }
        return tokens == 0 ? 0 : charEnds[tokens - 1];
    }

    /**
     * The fewest tokens whose text reaches the last token boundary at or before an offset. Tokens without text that follow that
     * boundary are not among them.
     *
     * @param offset offset in {@link #text()}
     * @return how many tokens
     */
    public int tokensUpTo(int offset) {
        int best = 0;
        int reached = 0;
        for (int i = 0; i < charEnds.length; i++) {
            if (charEnds[i] > offset) {
                break;
            }
            if (charEnds[i] > reached) {
                reached = charEnds[i];
                best = i + 1;
            }
        }
        return best;
    }

    /** Decodes as the Unicode standard recommends (chapter 3.9) and notes the char offset of every byte that begins a character. */
    private static String decode(byte[] bytes, int[] charAtByte) {
        Arrays.fill(charAtByte, INSIDE);
        var text = new StringBuilder(bytes.length);
        int at = 0;
        while (at < bytes.length) {
            charAtByte[at] = text.length();
            int length = wellFormedPrefix(bytes, at);
            int need = sequenceLength(bytes[at] & 0xFF);
            text.appendCodePoint(length == need ? codePoint(bytes, at, length) : 0xFFFD);
            at += Math.max(1, length);
        }
        charAtByte[at] = text.length();
        return text.toString();
    }

    private static int sequenceLength(int lead) {
        if (lead < 0x80) {
            return 1;
        }
        if (lead < 0xC2 || lead > 0xF4) {
            return Integer.MAX_VALUE;
        }
        return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    }

    /** How many bytes from {@code at} on are a well-formed character or the beginning of one. */
    private static int wellFormedPrefix(byte[] bytes, int at) {
        int lead = bytes[at] & 0xFF;
        int need = sequenceLength(lead);
        if (need == Integer.MAX_VALUE) {
            return 0;
        }
        int length = 1;
        while (length < need && at + length < bytes.length) {
            int b = bytes[at + length] & 0xFF;
            int low = length > 1 ? 0x80 : lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
            int high = length > 1 ? 0xBF : lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
            if (b < low || b > high) {
                break;
            }
            length++;
        }
        return length;
    }

    private static int codePoint(byte[] bytes, int at, int length) {
        int lead = bytes[at] & 0xFF;
        int point = length == 1 ? lead : lead & (0x7F >> length);
        for (int i = 1; i < length; i++) {
            point = point << 6 | (bytes[at + i] & 0x3F);
        }
        return point;
    }
}
