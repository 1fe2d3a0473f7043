package dev.intrain.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;

/**
 * The engine's only source of randomness: Philox4x32-10, a pure function of a 64-bit key and a 128-bit counter.
 *
 * <p>Because a draw depends on nothing but its key and counter, results do not change with batch size, thread count, scheduling
 * or resume, and every backend, a GPU included, can draw the same numbers. Source: Salmon, Moraes, Dror, Shaw, "Parallel random
 * numbers: as easy as 1, 2, 3", SC 2011.
 *
 * <p>Test vectors (counter words c0..c3, key words k0 k1, output words), in hexadecimal:
 * <pre>
 * 00000000 00000000 00000000 00000000 | 00000000 00000000 | 6627e8d5 e169c58d bc57ac4c 9b00dbd8
 * ffffffff ffffffff ffffffff ffffffff | ffffffff ffffffff | 408f276d 41c83b0e a20bc7c6 6d5451fd
 * 243f6a88 85a308d3 13198a2e 03707344 | a4093822 299f31d0 | d16cfe09 94fdcceb 5001e420 24126ea1
 * </pre>
 * The low word of a key is k0.
 */
public final class CounterRandom {
    private static final int M0 = 0xD2511F53;
    private static final int M1 = 0xCD9E8D57;
    private static final int W0 = 0x9E3779B9;
    private static final int W1 = 0xBB67AE85;
    private static final int ROUNDS = 10;

    private CounterRandom() {}

    /**
     * Derives a key from the parts that identify a random stream, in order: seed, stage, visit, problem id, attempt, sample.
     * The key is the first eight bytes, little-endian, of SHA-256 over each part's text in UTF-8 followed by a zero byte.
     *
     * @param parts identifying parts; {@code toString} of each must be stable
     * @return the key
     */
    public static long key(Object... parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (Object part : parts) {
                sha.update(Objects.toString(part).getBytes(StandardCharsets.UTF_8));
                sha.update((byte) 0);
            }
            byte[] digest = sha.digest();
            long key = 0;
            for (int i = 7; i >= 0; i--) {
                key = key << 8 | (digest[i] & 0xFF);
            }
            return key;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * One block of four random 32-bit words.
     *
     * @param key the stream
     * @param counter position in the stream: counter words c0 (low) and c1 (high); c2 and c3 are 0
     * @param out receives four words
     */
    public static void block(long key, long counter, int[] out) {
        block((int) key, (int) (key >>> 32), (int) counter, (int) (counter >>> 32), 0, 0, out);
    }

    /**
     * The full function, for tests against published vectors.
     *
     * @param k0 low key word
     * @param k1 high key word
     * @param c0 counter word 0
     * @param c1 counter word 1
     * @param c2 counter word 2
     * @param c3 counter word 3
     * @param out receives four words
     */
    public static void block(int k0, int k1, int c0, int c1, int c2, int c3, int[] out) {
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = (M0 & 0xFFFFFFFFL) * (c0 & 0xFFFFFFFFL);
            long p1 = (M1 & 0xFFFFFFFFL) * (c2 & 0xFFFFFFFFL);
            c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
            c1 = (int) p1;
            c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
            c3 = (int) p0;
            k0 += W0;
            k1 += W1;
        }
        out[0] = c0;
        out[1] = c1;
        out[2] = c2;
        out[3] = c3;
    }

    /**
     * A uniform number in the open interval (0, 1) with 24 random bits: {@code ((word0 >>> 8) + 0.5) / 2^24}. Token sampling uses
     * it with the absolute position of the sampled token as counter.
     *
     * @param key the stream
     * @param counter position in the stream
     * @return the number
     */
    public static double uniform(long key, long counter) {
        int[] words = new int[4];
        block(key, counter, words);
        return ((words[0] >>> 8) + 0.5) * 0x1p-24;
    }

    /**
     * A uniform integer in {@code [0, bound)}, by multiplying 53 random bits; the bias is below bound / 2^53.
     *
     * @param key the stream
     * @param counter position in the stream
     * @param bound exclusive upper bound, positive
     * @return the number
     */
    public static int below(long key, long counter, int bound) {
        int[] words = new int[4];
        block(key, counter, words);
        return (int) (unit53(words[0], words[1]) * bound);
    }

    /**
     * A standard normal number by Box and Muller's transform of two 53-bit uniforms of one block.
     *
     * @param key the stream
     * @param counter position in the stream
     * @return the number
     */
    public static double gaussian(long key, long counter) {
        int[] words = new int[4];
        block(key, counter, words);
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - unit53(words[0], words[1])));
        return radius * StrictMath.cos(2 * StrictMath.PI * unit53(words[2], words[3]));
    }

    private static double unit53(int high, int low) {
        return ((long) (high >>> 5) << 26 | (low >>> 6)) * 0x1p-53;
    }

    /**
     * A deterministic shuffle of {@code 0..n-1} (Fisher and Yates).
     *
     * @param key the stream
     * @param n number of items
     * @return a permutation
     */
    public static int[] permutation(long key, int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = below(key, i, i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
