package dev.intrain.core.rollout;

import dev.intrain.api.engine.Sampling;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.model.Arena;
import dev.intrain.core.model.DecodePass;
import java.util.List;

/**
 * The running samples as rows on the backend. A burst uploads them, runs some steps without waiting, and reads back what was sampled;
 * between bursts the host knows everything, so rows are always packed.
 */
final class RunningRows implements AutoCloseable {
    private final Backend backend;
    private final Arena arena;
    private final int burst;
    private final Tensor ids;
    private final Tensor positions;
    private final Tensor slots;
    private final Tensor keys;
    private final Tensor remaining;
    private final Tensor finished;
    private final Tensor count;
    private final Tensor logprobs;
    private final Tensor tokenLog;
    private final Tensor logprobLog;
    private final int[] words;
    private final int[] tokens;
    private final float[] tokenLogprobs;
    private final int[] counts;
    private final int[] flags;

    /**
     * @param rows most rows
     * @param burst most steps between two reads
     */
    RunningRows(Backend backend, int rows, int burst) {
        this.backend = backend;
        this.burst = burst;
        arena = new Arena(backend);
        ids = arena.i32(rows);
        positions = arena.i32(rows);
        slots = arena.i32(rows);
        keys = arena.i32(rows, 2);
        remaining = arena.i32(rows);
        finished = arena.i32(rows);
        count = arena.i32(rows);
        logprobs = arena.f32(rows, 3);
        tokenLog = arena.i32(rows, burst);
        logprobLog = arena.f32(rows, burst, 3);
        words = new int[2 * rows];
        tokens = new int[rows * burst];
        tokenLogprobs = new float[3 * rows * burst];
        counts = new int[rows];
        flags = new int[rows];
    }

    /** Runs steps for all samples and appends what they wrote; afterwards {@link #finished(int)} tells who ended. */
    void run(DecodePass pass, List<RunningSample> samples, Sampling sampling, Tensor stopIds, int steps) {
        int n = samples.size();
        upload(samples);
        Tensor rowIds = ids.as(n);
        Tensor rowPositions = positions.as(n);
        Tensor rowLogprobs = logprobs.as(n, 3);
        for (int step = 0; step < steps; step++) {
            Tensor logits = pass.decode(rowIds, rowPositions, slots.as(n));
            backend.sample(
                    logits,
                    (float) sampling.temperature(),
                    sampling.topK(),
                    (float) sampling.topP(),
                    keys.as(n, 2),
                    rowPositions,
                    rowIds,
                    rowLogprobs);
            backend.advance(
                    rowIds,
                    rowLogprobs,
                    stopIds,
                    rowPositions,
                    remaining.as(n),
                    finished.as(n),
                    count.as(n),
                    tokenLog.as(n, burst),
                    logprobLog.as(n, burst, 3));
        }
        download(samples);
    }

    private void upload(List<RunningSample> samples) {
        int n = samples.size();
        for (int i = 0; i < n; i++) {
            words[2 * i] = (int) samples.get(i).key;
            words[2 * i + 1] = (int) (samples.get(i).key >>> 32);
        }
        backend.write(keys, 0, words, 0, 2 * n);
        for (int i = 0; i < n; i++) {
            words[i] = samples.get(i).lastId;
        }
        backend.write(ids, 0, words, 0, n);
        for (int i = 0; i < n; i++) {
            words[i] = samples.get(i).position();
        }
        backend.write(positions, 0, words, 0, n);
        for (int i = 0; i < n; i++) {
            words[i] = samples.get(i).slot;
        }
        backend.write(slots, 0, words, 0, n);
        for (int i = 0; i < n; i++) {
            words[i] = samples.get(i).remaining;
        }
        backend.write(remaining, 0, words, 0, n);
        backend.fill(finished.as(n), 0);
        backend.fill(count.as(n), 0);
    }

    private void download(List<RunningSample> samples) {
        int n = samples.size();
        backend.read(count, 0, counts, 0, n);
        backend.read(finished, 0, flags, 0, n);
        backend.read(tokenLog, 0, tokens, 0, n * burst);
        backend.read(logprobLog, 0, tokenLogprobs, 0, 3 * n * burst);
        for (int i = 0; i < n; i++) {
            samples.get(i).append(tokens, i * burst, tokenLogprobs, 3 * i * burst, counts[i]);
        }
    }

    /** 0 running, 1 stop id, 2 length: of a row of the last burst. */
    int finished(int row) {
        return flags[row];
    }

    @Override
    public void close() {
        arena.close();
    }
}
