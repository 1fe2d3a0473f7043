package dev.intrain.api;

import java.util.Arrays;

/**
 * An immutable sequence of token ids: the truth of what a model read or wrote; text is only a rendering of it.
 *
 * <p>Law of the engine: a trace is never tokenised again.
 */
public final class TokenSequence {
    /** The sequence without tokens. */
    public static final TokenSequence EMPTY = new TokenSequence(new int[0]);

    private final int[] ids;

    private TokenSequence(int[] ids) {
        this.ids = ids;
    }

    /**
     * Copies the given ids.
     *
     * @param ids token ids
     * @return the sequence
     */
    public static TokenSequence of(int... ids) {
        return ids.length == 0 ? EMPTY : new TokenSequence(ids.clone());
    }

    /** @return number of tokens */
    public int length() {
        return ids.length;
    }

    /**
     * @param index 0-based position
     * @return the id at that position
     */
    public int get(int index) {
        return ids[index];
    }

    /** @return a fresh array of the ids */
    public int[] toArray() {
        return ids.clone();
    }

    /**
     * @param from first position, inclusive
     * @param to last position, exclusive
     * @return the tokens between
     */
    public TokenSequence slice(int from, int to) {
        return of(Arrays.copyOfRange(ids, from, checkEnd(to)));
    }

    /**
     * @param other the tokens to append
     * @return this sequence followed by the other
     */
    public TokenSequence concat(TokenSequence other) {
        int[] joined = Arrays.copyOf(ids, ids.length + other.ids.length);
        System.arraycopy(other.ids, 0, joined, ids.length, other.ids.length);
        return new TokenSequence(joined);
    }

    private int checkEnd(int to) {
        if (to > ids.length) {
            throw new IndexOutOfBoundsException("end " + to + " of a sequence of " + ids.length + " tokens");
        }
        return to;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenSequence that && Arrays.equals(ids, that.ids);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ids);
    }

    @Override
    public String toString() {
        return Arrays.toString(ids);
    }
}
