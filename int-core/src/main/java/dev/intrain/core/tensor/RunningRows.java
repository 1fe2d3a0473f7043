package dev.intrain.core.tensor;

import dev.intrain.api.tensor.Tensor;

/** The bookkeeping of running rows; integers only, the same on every host backend. */
public final class RunningRows {
    private static final int LOGPROBS = 3;
    private static final int STOPPED = 1;
    private static final int OUT_OF_LENGTH = 2;

    private RunningRows() {}

    /**
     * As {@link dev.intrain.api.tensor.DecodeOps#advance}.
     *
     * @param nextIds [N]
     * @param logprobs [N,3]
     * @param stopIds [K]
     * @param positions [N], updated
     * @param remaining [N], updated
     * @param finished [N], updated
     * @param count [N], updated
     * @param tokenLog [N,L], updated
     * @param logprobLog [N,L,3], updated
     */
    public static void advance(
            Tensor nextIds,
            Tensor logprobs,
            Tensor stopIds,
            Tensor positions,
            Tensor remaining,
            Tensor finished,
            Tensor count,
            Tensor tokenLog,
            Tensor logprobLog) {
        for (long n = 0; n < nextIds.size(); n++) {
            if (HostTensor.of(finished).getInt(n) != 0) {
                continue;
            }
            int id = HostTensor.of(nextIds).getInt(n);
            long entry = n * tokenLog.dim(1) + increment(count, n, 1);
            HostTensor.of(tokenLog).setInt(entry, id);
            for (int i = 0; i < LOGPROBS; i++) {
                float logprob = HostTensor.of(logprobs).get(n * LOGPROBS + i);
                HostTensor.of(logprobLog).set(entry * LOGPROBS + i, logprob);
            }
            increment(positions, n, 1);
            int left = increment(remaining, n, -1) - 1;
            if (contains(stopIds, id)) {
                HostTensor.of(finished).setInt(n, STOPPED);
            } else if (left == 0) {
                HostTensor.of(finished).setInt(n, OUT_OF_LENGTH);
            }
        }
    }

    /** Adds and returns the value before. */
    private static int increment(Tensor counters, long index, int by) {
        int before = HostTensor.of(counters).getInt(index);
        HostTensor.of(counters).setInt(index, before + by);
        return before;
    }

    private static boolean contains(Tensor ids, int id) {
        for (long i = 0; i < ids.size(); i++) {
            if (HostTensor.of(ids).getInt(i) == id) {
                return true;
            }
        }
        return false;
    }
}
