package dev.intrain.core.rollout;

import dev.intrain.api.FinishReason;
import dev.intrain.api.TokenSequence;
import dev.intrain.api.Trace;
import java.util.Arrays;
import java.util.function.Function;

/** One sample while it grows, on the host. */
final class RunningSample {
    final RolloutRequest request;
    final int sample;
    /** Place of its trace among the results. */
    final int index;

    final int slot;
    final long key;
    /** Tokens it may still write. */
    int remaining;
    /** Its last token, which the next step reads. */
    int lastId;

    private int[] ids = new int[32];
    private float[] logprobs = new float[3 * 32];
    private int count;

    RunningSample(RolloutRequest request, int sample, int index, int slot, long key, int remaining) {
        this.request = request;
        this.sample = sample;
        this.index = index;
        this.slot = slot;
        this.key = key;
        this.remaining = remaining;
        this.lastId = request.prompt().get(request.prompt().length() - 1);
    }

    /** Position of the last token. */
    int position() {
        return request.prompt().length() - 1 + count;
    }

    int count() {
        return count;
    }

    /** Takes over tokens and their three log-probabilities each. */
    void append(int[] newIds, int idsFrom, float[] newLogprobs, int logprobsFrom, int added) {
        if (count + added > ids.length) {
            int capacity = Math.max(2 * ids.length, count + added);
            ids = Arrays.copyOf(ids, capacity);
            logprobs = Arrays.copyOf(logprobs, 3 * capacity);
        }
        System.arraycopy(newIds, idsFrom, ids, count, added);
        System.arraycopy(newLogprobs, logprobsFrom, logprobs, 3 * count, 3 * added);
        count += added;
        remaining -= added;
        lastId = ids[count - 1];
    }

    Trace trace(FinishReason reason, Function<TokenSequence, String> decodeText) {
        TokenSequence completion = TokenSequence.of(Arrays.copyOf(ids, count));
        return new Trace(
                request.problemId(),
                request.attempt(),
                sample,
                request.prompt(),
                completion,
                decodeText.apply(completion),
                reason,
                column(0),
                column(1),
                column(2));
    }

    private float[] column(int which) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = logprobs[3 * i + which];
        }
        return values;
    }
}
