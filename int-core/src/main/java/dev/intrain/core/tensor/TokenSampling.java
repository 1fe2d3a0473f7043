package dev.intrain.core.tensor;

import dev.intrain.api.CounterRandom;
import dev.intrain.api.tensor.Tensor;
import java.util.Arrays;

/**
 * Samples tokens from rows of logits by inverting the cumulative distribution, in double and in a fixed order; the same on every host
 * backend.
 *
 * <p>Holds scratch for one vocabulary and serves one thread. topP is a share of what topK kept. The exponential is {@link StrictMath}'s,
 * so that a token never depends on how the method was compiled.
 */
public final class TokenSampling {
    private static final int LOGPROBS = 3;

    private final int vocabulary;
    private final double temperature;
    private final int topK;
    private final double topP;
    private final float[] row;
    private final double[] weights;
    private final long[] order;

    /**
     * @param vocabulary logits in a row
     * @param temperature 0 for greedy
     * @param topK 0 for all
     * @param topP 1 for all
     */
    public TokenSampling(int vocabulary, float temperature, int topK, float topP) {
        this.vocabulary = vocabulary;
        this.temperature = temperature;
        this.topK = topK == 0 ? vocabulary : Math.min(topK, vocabulary);
        this.topP = topP;
        this.row = new float[vocabulary];
        this.weights = new double[vocabulary];
        this.order = new long[vocabulary];
    }

    /**
     * Samples row n of the operation {@link dev.intrain.api.tensor.DecodeOps#sample}.
     *
     * @param logits [N,V]
     * @param keys [N,2]
     * @param positions [N]
     * @param n the row
     * @param nextIds [N], element n is set
     * @param logprobs [N,3], row n is set
     */
    public void row(Tensor logits, Tensor keys, Tensor positions, long n, Tensor nextIds, Tensor logprobs) {
        int best = load(HostTensor.of(logits), n * vocabulary);
        double raw = weigh(row[best], 1);
        double rawLogSum = StrictMath.log(raw);
        HostTensor probs = HostTensor.of(logprobs);
        if (temperature == 0) {
            probs.set(n * LOGPROBS, (float) -rawLogSum);
            probs.set(n * LOGPROBS + 1, 0);
            probs.set(n * LOGPROBS + 2, (float) -rawLogSum);
            HostTensor.of(nextIds).setInt(n, best);
            return;
        }
        double all = temperature == 1 ? raw : weigh(row[best], temperature);
        double kept = topK < vocabulary || topP < 1 ? truncate(all) : all;
        int id = pick(kept
                * CounterRandom.uniform(key(keys, n), HostTensor.of(positions).getInt(n) + 1L));
        double logit = (double) row[id] - row[best];
        probs.set(n * LOGPROBS, (float) (logit / temperature - StrictMath.log(all)));
        probs.set(n * LOGPROBS + 1, (float) (logit / temperature - StrictMath.log(kept)));
        probs.set(n * LOGPROBS + 2, (float) (logit - rawLogSum));
        HostTensor.of(nextIds).setInt(n, id);
    }

    /** Copies the row and returns the id of its largest logit, the lowest among equals. */
    private int load(HostTensor z, long first) {
        int best = 0;
        for (int i = 0; i < vocabulary; i++) {
            row[i] = z.get(first + i);
            best = row[i] > row[best] ? i : best;
        }
        return best;
    }

    private static long key(Tensor keys, long n) {
        long low = HostTensor.of(keys).getInt(2 * n) & 0xFFFF_FFFFL;
        return low | (long) HostTensor.of(keys).getInt(2 * n + 1) << 32;
    }

    /** Fills the weights exp((z - max) / divisor) and returns their sum. */
    private double weigh(double max, double divisor) {
        double sum = 0;
        for (int i = 0; i < vocabulary; i++) {
            weights[i] = StrictMath.exp((row[i] - max) / divisor);
            sum += weights[i];
        }
        return sum;
    }

    /** Sets the weights of tokens outside topK and topP to 0 and returns the sum of the others, added in order of id. */
    private double truncate(double all) {
        for (int i = 0; i < vocabulary; i++) {
            order[i] = rank(row[i], i);
        }
        Arrays.sort(order);
        int kept = topK;
        if (topP < 1) {
            double total = topK == vocabulary ? all : 0;
            for (int i = 0; topK < vocabulary && i < topK; i++) {
                total += weights[(int) order[i]];
            }
            double sum = 0;
            kept = 0;
            while (kept < topK && sum < topP * total) {
                sum += weights[(int) order[kept++]];
            }
        }
        for (int i = kept; i < vocabulary; i++) {
            weights[(int) order[i]] = 0;
        }
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        return sum;
    }

    /** Sorts by falling logit, then rising id: the float's bits, made monotonic and inverted, above the id. Adding 0 turns -0 into 0. */
    private static long rank(float logit, int id) {
        int bits = Float.floatToIntBits(logit + 0f);
        int rising = bits ^ (bits >> 31 & 0x7FFF_FFFF);
        return (long) ~rising << 32 | id;
    }

    private int pick(double threshold) {
        double sum = 0;
        int last = 0;
        for (int i = 0; i < vocabulary; i++) {
            if (weights[i] > 0) {
                sum += weights[i];
                last = i;
                if (sum > threshold) {
                    return i;
                }
            }
        }
        return last;
    }
}
