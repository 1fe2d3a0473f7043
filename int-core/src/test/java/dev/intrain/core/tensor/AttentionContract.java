package dev.intrain.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.api.tensor.DType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attention over packed sequences, its gradient, and attention over a paged cache. */
abstract class AttentionContract extends ContractFixture {
    @ParameterizedTest
    @CsvSource(textBlock = """
                    1, 1, 1
                    4, 2, 3
                    4, 4, 31
                    6, 2, 33
                    4, 1, 32
                    2, 1, 64""")
    void attendsWithinSequences(int heads, int kvHeads, int d) {
        int[] starts = {0, 1, 4, 4, 35, 68, 325};
        int t = starts[starts.length - 1];
        Pair q = random(t, heads, d);
        Pair k = random(t, kvHeads, d);
        Pair v = random(t, kvHeads, d);
        Pair cu = ints(starts, starts.length);
        Pair out = zeros(DType.F32, t, heads, d);
        Pair lse = zeros(DType.F32, t, heads);
        float scale = (float) (1 / Math.sqrt(d));
        both(b -> b.attention(q.on(b), k.on(b), v.on(b), cu.on(b), 257, scale, out.on(b), lse.on(b)));
        agree(out, d);
        agree(lse, d);
        Pair dOut = random(t, heads, d);
        Pair dq = random(t, heads, d);
        Pair dk = random(t, kvHeads, d);
        Pair dv = random(t, kvHeads, d);
        both(b -> b.attentionBackward(
                q.on(b),
                k.on(b),
                v.on(b),
                out.on(b),
                lse.on(b),
                dOut.on(b),
                cu.on(b),
                257,
                scale,
                dq.on(b),
                dk.on(b),
                dv.on(b)));
        agree(dq, 300);
        agree(dk, 300);
        agree(dv, 300);
    }

    /** Where the weights are BF16, q, k, v, the probabilities and the scores' gradients may be rounded on the way. */
    @ParameterizedTest
    @CsvSource(textBlock = "1, 1, 7\n4, 2, 64\n2, 1, 80")
    void attendsBetweenBfloat16Weights(int heads, int kvHeads, int d) {
        int[] starts = {0, 1, 4, 70, 170};
        int t = starts[starts.length - 1];
        Pair q = random(t, heads, d);
        Pair k = random(t, kvHeads, d);
        Pair v = random(t, kvHeads, d);
        Pair cu = ints(starts, starts.length);
        Pair out = zeros(DType.F32, t, heads, d);
        Pair lse = zeros(DType.F32, t, heads);
        float scale = (float) (1 / Math.sqrt(d));
        both(b -> b.attention(q.on(b), k.on(b), v.on(b), cu.on(b), 100, scale, DType.BF16, out.on(b), lse.on(b)));
        agree(out, 1, DType.BF16);
        agree(lse, 1, DType.BF16);
        Pair dOut = random(t, heads, d);
        Pair dq = random(t, heads, d);
        Pair dk = random(t, kvHeads, d);
        Pair dv = random(t, kvHeads, d);
        both(b -> b.attentionBackward(
                q.on(b),
                k.on(b),
                v.on(b),
                out.on(b),
                lse.on(b),
                dOut.on(b),
                cu.on(b),
                100,
                scale,
                DType.BF16,
                dq.on(b),
                dk.on(b),
                dv.on(b)));
        agree(dq, 20, DType.BF16);
        agree(dk, 20, DType.BF16);
        agree(dv, 20, DType.BF16);
    }

    @ParameterizedTest
    @CsvSource(textBlock = "1, 1, 3\n4, 2, 32\n6, 3, 17\n4, 4, 64")
    void readsBlocksSharedBySlots(int heads, int kvHeads, int d) {
        int block = 16;
        int length = 37;
        // two sequences share the first two blocks; each writes its own third
        int[] table = {5, 2, 0, 5, 2, 4};
        int rows = 2 * length;
        Pair blockTable = ints(table, 2, 3);
        Pair slots = ints(twice(new int[length], 1), rows);
        Pair positions = ints(twice(rising(length), 0), rows);
        Pair q = random(rows, heads, d);
        Pair k = shared(rows, kvHeads, d, 2 * block);
        Pair v = shared(rows, kvHeads, d, 2 * block);
        Pair kCache = zeros(DType.F32, 6, block, kvHeads, d);
        Pair vCache = zeros(DType.F32, 6, block, kvHeads, d);
        Pair out = zeros(DType.F32, rows, heads, d);
        both(b -> b.cacheWrite(
                k.on(b), v.on(b), kCache.on(b), vCache.on(b), blockTable.on(b), slots.on(b), positions.on(b)));
        assertThat(tested(kCache)).isEqualTo(expected(kCache));
        assertThat(tested(vCache)).isEqualTo(expected(vCache));
        both(b -> b.attentionCached(
                q.on(b), kCache.on(b), vCache.on(b), blockTable.on(b), slots.on(b), positions.on(b), 0.3f, out.on(b)));
        agree(out, d);
        Pair packed = zeros(DType.F32, rows, heads, d);
        Pair lse = zeros(DType.F32, rows, heads);
        Pair cu = ints(new int[] {0, length, rows}, 3);
        both(b -> b.attention(q.on(b), k.on(b), v.on(b), cu.on(b), length, 0.3f, packed.on(b), lse.on(b)));
        floats(packed, tested(packed));
        tested.copy(out.tested(), packed.tested());
        agree(packed, d);
    }

    /** A cache in BF16, over more than one split of the context; rows end anywhere in it. */
    @ParameterizedTest
    @CsvSource(textBlock = "4, 2, 64\n34, 1, 72\n8, 8, 128")
    void readsANarrowCache(int heads, int kvHeads, int d) {
        if (tested.cached(DType.BF16, d) == DType.F32) {
            return;
        }
        int blocks = 20;
        int tokens = 16 * blocks;
        int[] at = {0, 31, 32, 63, 64, 255, 256, 300, 319};
        Pair blockTable = ints(reversed(blocks), 1, blocks);
        Pair every = ints(rising(tokens), tokens);
        Pair one = ints(new int[tokens], tokens);
        Pair positions = ints(at, at.length);
        Pair slots = ints(new int[at.length], at.length);
        Pair k = representable(DType.BF16, tokens, kvHeads, d);
        Pair v = representable(DType.BF16, tokens, kvHeads, d);
        Pair q = representable(DType.BF16, at.length, heads, d);
        Pair out = zeros(DType.F32, at.length, heads, d);
        Pair narrow = narrow(at.length, heads, d);
        boolean roundsOut = tested.multipliedInSteps(DType.BF16) == DType.BF16;
        for (Pair to : roundsOut ? List.of(out, narrow) : List.of(out)) {
            Pair kCache = narrow(blocks, 16, kvHeads, d);
            Pair vCache = narrow(blocks, 16, kvHeads, d);
            both(b -> b.cacheWrite(
                    k.on(b), v.on(b), kCache.on(b), vCache.on(b), blockTable.on(b), one.on(b), every.on(b)));
            assertThat(sorted(tested(kCache))).isEqualTo(sorted(expected(kCache)));
            assertThat(sorted(tested(vCache))).isEqualTo(sorted(expected(vCache)));
            both(b -> b.attentionCached(
                    q.on(b),
                    kCache.on(b),
                    vCache.on(b),
                    blockTable.on(b),
                    slots.on(b),
                    positions.on(b),
                    0.1f,
                    to.on(b)));
            agree(to, 1, DType.BF16);
        }
        if (roundsOut) {
            Pair rounded = zeros(DType.BF16, at.length, heads, d);
            tested.copy(out.tested(), rounded.tested());
            assertThat(tested(narrow)).isEqualTo(tested(rounded));
        }
    }

    /** A backend may keep the numbers of a narrow cache in an order of its own. */
    private static float[] sorted(float[] values) {
        Arrays.sort(values);
        return values;
    }

    /** BF16 on the backend under test; the reference holds the same numbers in F32. */
    private Pair narrow(long... shape) {
        return new Pair(
                zeros(DType.BF16, shape).tested(), zeros(DType.F32, shape).reference(), tested);
    }

    private static int[] reversed(int n) {
        int[] values = rising(n);
        Arrays.setAll(values, i -> n - 1 - i);
        return values;
    }

    @Test
    void copiesBlocks() {
        Pair cache = random(5, 2, 1, 3);
        Pair pairs = ints(new int[] {0, 4, 2, 1}, 2, 2);
        both(b -> b.copyBlocks(cache.on(b), pairs.on(b)));
        float[] values = tested(cache);
        assertThat(values).isEqualTo(expected(cache));
        assertThat(Arrays.copyOfRange(values, 24, 30)).isEqualTo(Arrays.copyOf(values, 6));
    }

    /** Rows of two sequences, equal in both up to a position. */
    private Pair shared(int rows, int heads, int d, int common) {
        float[] values = normal(77 + d, rows * heads * d);
        System.arraycopy(values, 0, values, values.length / 2, common * heads * d);
        return floats(zeros(DType.F32, rows, heads, d), values);
    }

    private static int[] rising(int n) {
        int[] values = new int[n];
        Arrays.setAll(values, i -> i);
        return values;
    }

    private static int[] twice(int[] values, int increment) {
        int[] both = Arrays.copyOf(values, 2 * values.length);
        for (int i = 0; i < values.length; i++) {
            both[values.length + i] = values[i] + increment;
        }
        return both;
    }
}
