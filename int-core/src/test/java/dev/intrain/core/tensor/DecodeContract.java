package dev.intrain.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.api.CounterRandom;
import dev.intrain.api.tensor.DType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sampling against its definition in double, and the bookkeeping of running rows. */
abstract class DecodeContract extends ContractFixture {
    private static final double CLOSE = 2e-6;

    @ParameterizedTest
    @CsvSource(textBlock = """
                    1, 1, 0, 1
                    33, 1, 0, 1
                    257, 0.7, 0, 1
                    257, 1, 5, 1
                    257, 1.3, 0, 0.8
                    31, 0.9, 20, 0.95
                    3, 1, 7, 0.5
                    257, 0, 0, 1
                    33, 0, 3, 0.5""")
    void samplesByDefinition(int vocabulary, float temperature, int topK, float topP) {
        int n = 40;
        float[] z = normal(vocabulary, n * vocabulary);
        for (int i = 0; i < z.length; i++) {
            z[i] = Math.round(4 * z[i]) / 2f;
        }
        Pair logits = floats(zeros(DType.F32, n, vocabulary), z);
        int[] words = below(Integer.MAX_VALUE, 2 * n, 4);
        int[] at = below(1000, n, 5);
        Pair keys = ints(words, n, 2);
        Pair positions = ints(at, n);
        Pair ids = zeros(DType.I32, n);
        Pair logprobs = zeros(DType.F32, n, 3);
        tested.sample(
                logits.tested(),
                temperature,
                topK,
                topP,
                keys.tested(),
                positions.tested(),
                ids.tested(),
                logprobs.tested());
        int[] sampled = readInts(tested, ids.tested());
        float[] given = tested(logprobs);
        for (int row = 0; row < n; row++) {
            long key = words[2 * row] & 0xFFFF_FFFFL | (long) words[2 * row + 1] << 32;
            double uniform = CounterRandom.uniform(key, at[row] + 1L);
            double[] logit = new double[vocabulary];
            for (int i = 0; i < vocabulary; i++) {
                logit[i] = z[row * vocabulary + i];
            }
            Sampled expected = Sampled.of(logit, temperature, topK, topP, uniform);
            assertThat(sampled[row]).as("row " + row).isEqualTo(expected.id);
            assertThat((double) given[3 * row]).isCloseTo(expected.logprob, offset(CLOSE));
            assertThat((double) given[3 * row + 1]).isCloseTo(expected.truncated, offset(CLOSE));
            assertThat((double) given[3 * row + 2]).isCloseTo(expected.untempered, offset(CLOSE));
        }
    }

    /** The definition, straight from the interface's words. */
    private record Sampled(int id, double logprob, double truncated, double untempered) {
        static Sampled of(double[] z, double temperature, int topK, double topP, double uniform) {
            double[] raw = softmax(z, 1);
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < z.length; i++) {
                order.add(i);
            }
            order.sort(Comparator.<Integer>comparingDouble(i -> -z[i]).thenComparingInt(i -> i));
            if (temperature == 0) {
                int best = order.get(0);
                return new Sampled(best, Math.log(raw[best]), 0, Math.log(raw[best]));
            }
            double[] p = softmax(z, temperature);
            Set<Integer> kept = new HashSet<>(order.subList(0, topK == 0 ? z.length : Math.min(topK, z.length)));
            double mass = kept.stream().mapToDouble(i -> p[i]).sum();
            Set<Integer> nucleus = new HashSet<>();
            double sum = 0;
            for (int i : order) {
                if (kept.contains(i) && (topP == 1 || sum < topP * mass)) {
                    nucleus.add(i);
                    sum += p[i];
                }
            }
            double walked = 0;
            int id = -1;
            for (int i = 0; i < z.length && id < 0; i++) {
                walked += nucleus.contains(i) ? p[i] / sum : 0;
                id = walked > uniform ? i : id;
            }
            return new Sampled(id, Math.log(p[id]), Math.log(p[id] / sum), Math.log(raw[id]));
        }

        private static double[] softmax(double[] z, double temperature) {
            double[] p = new double[z.length];
            double sum = 0;
            for (int i = 0; i < z.length; i++) {
                p[i] = Math.exp(z[i] / temperature);
                sum += p[i];
            }
            for (int i = 0; i < z.length; i++) {
                p[i] /= sum;
            }
            return p;
        }
    }

    @Test
    void advancesRunningRowsOnly() {
        Pair next = ints(new int[] {7, 8, 9, 7}, 4);
        Pair logprobs = random(4, 3);
        Pair stops = ints(new int[] {8, 5}, 2);
        Pair positions = ints(new int[] {10, 11, 12, 13}, 4);
        Pair remaining = ints(new int[] {5, 5, 1, 5}, 4);
        Pair finished = ints(new int[] {0, 0, 0, 1}, 4);
        Pair count = ints(new int[] {1, 0, 0, 0}, 4);
        Pair log = zeros(DType.I32, 4, 3);
        Pair logprobLog = zeros(DType.F32, 4, 3, 3);
        tested.advance(
                next.tested(),
                logprobs.tested(),
                stops.tested(),
                positions.tested(),
                remaining.tested(),
                finished.tested(),
                count.tested(),
                log.tested(),
                logprobLog.tested());
        assertThat(readInts(tested, finished.tested())).containsExactly(0, 1, 2, 1);
        assertThat(readInts(tested, positions.tested())).containsExactly(11, 12, 13, 13);
        assertThat(readInts(tested, remaining.tested())).containsExactly(4, 4, 0, 5);
        assertThat(readInts(tested, count.tested())).containsExactly(2, 1, 1, 0);
        assertThat(readInts(tested, log.tested())).containsExactly(0, 7, 0, 8, 0, 0, 9, 0, 0, 0, 0, 0);
        float[] given = tested(logprobs);
        float[] logged = tested(logprobLog);
        assertThat(logged[3]).isEqualTo(given[0]);
        assertThat(logged[9 + 2]).isEqualTo(given[3 + 2]);
        assertThat(logged[18 + 1]).isEqualTo(given[6 + 1]);
        assertThat(logged[27]).isZero();
    }
}
