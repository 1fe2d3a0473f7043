package dev.intrain.core.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The bytes every token stands for, and which tokens plain decoding skips.
 *
 * <p>Exact for the two decoders that join tokens and change nothing else: ByteLevel, whose spellings map each byte to a printable
 * character (Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", section 2.2), and Fuse.
 */
final class TokenPieces {
    private static final byte[] NOTHING = new byte[0];
    private static final int[] BYTE_OF_CHARACTER = byteOfCharacter();

    private final byte[][] bytes;
    private final boolean exact;

    private TokenPieces(byte[][] bytes, boolean exact) {
        this.bytes = bytes;
        this.exact = exact;
    }

    static TokenPieces of(TokenizerFiles files) {
        boolean byteLevel = files.decoder().equals(List.of("ByteLevel"));
        byte[][] bytes = new byte[files.size()][];
        for (Map.Entry<String, Integer> token : files.ids().entrySet()) {
            bytes[token.getValue()] =
                    byteLevel ? byteLevelBytes(token.getKey()) : token.getKey().getBytes(StandardCharsets.UTF_8);
        }
        for (TokenizerFiles.AddedToken token : files.addedTokens()) {
            if (token.special()) {
                bytes[token.id()] = NOTHING;
            }
        }
        return new TokenPieces(bytes, byteLevel || files.decoder().equals(List.of("Fuse")));
    }

    boolean exact() {
        return exact;
    }

    /** The bytes of a token; none for special tokens and for ids without a token, as decoding has it. */
    byte[] bytes(int id) {
        byte[] piece = id >= 0 && id < bytes.length ? bytes[id] : null;
        return piece == null ? NOTHING : piece;
    }

    private static byte[] byteLevelBytes(String spelling) {
        byte[] result = new byte[spelling.length()];
        for (int i = 0; i < result.length; i++) {
            char c = spelling.charAt(i);
            if (c >= BYTE_OF_CHARACTER.length || BYTE_OF_CHARACTER[c] < 0) {
                return spelling.getBytes(StandardCharsets.UTF_8);
            }
            result[i] = (byte) BYTE_OF_CHARACTER[c];
        }
        return result;
    }

    /** Printable Latin-1 bytes stand for themselves; the others follow from U+0100 on, in order. */
    private static int[] byteOfCharacter() {
        int[] table = new int[0x144];
        java.util.Arrays.fill(table, -1);
        int next = 0x100;
        for (int b = 0; b < 256; b++) {
            boolean printable = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
            table[printable ? b : next++] = b;
        }
        return table;
    }
}
