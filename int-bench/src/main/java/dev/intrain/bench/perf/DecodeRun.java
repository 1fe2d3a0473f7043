package dev.intrain.bench.perf;

import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.model.Arena;
import dev.intrain.core.model.DecodePass;
import dev.intrain.core.model.Decoder;
import dev.intrain.core.model.KvCache;
import java.util.Arrays;

/**
 * Prompts of one length cached in slots of their own, then greedy steps of all sequences together, as rollouts make them. A prompt's last
 * token is read by the first step. Owns all but the model.
 */
public final class DecodeRun implements AutoCloseable {
    private static final int PREFILL_ROWS = 512;

    private final Backend backend;
    private final int batch;
    private final int prompt;
    private final int newTokens;
    private final int[] promptIds;
    private final KvCache cache;
    private final DecodePass pass;
    private final Arena arena;
    private final Tensor ids;
    private final Tensor positions;
    private final Tensor slots;
    private final Tensor keys;
    private final Tensor remaining;
    private final Tensor finished;
    private final Tensor count;
    private final Tensor stopIds;
    private final Tensor logprobs;
    private final Tensor tokenLog;
    private final Tensor logprobLog;
    private int taken;

    /**
     * Allocates everything.
     *
     * @param model what writes
     * @param batch sequences
     * @param prompt tokens of each prompt, at least 1
     * @param newTokens most steps
     * @param seed of the prompts
     */
    public DecodeRun(Decoder model, int batch, int prompt, int newTokens, long seed) {
        this.backend = model.backend();
        this.batch = batch;
        this.prompt = prompt;
        this.newTokens = newTokens;
        promptIds = RandomModel.tokens(
                Math.multiplyExact(batch, prompt), model.config().vocabSize(), seed);
        cache = new KvCache(model, batch, prompt + newTokens);
        pass = new DecodePass(model, cache, prompt + newTokens, batch, Math.max(PREFILL_ROWS, batch));
        arena = new Arena(backend);
        ids = arena.i32(batch);
        positions = arena.i32(batch);
        slots = arena.i32(batch);
        keys = arena.i32(batch, 2);
        remaining = arena.i32(batch);
        finished = arena.i32(batch);
        count = arena.i32(batch);
        stopIds = arena.i32(1);
        logprobs = arena.f32(batch, 3);
        tokenLog = arena.i32(batch, newTokens);
        logprobLog = arena.f32(batch, newTokens, 3);
    }

    /** Caches all prompts but their last tokens, anew each time. */
    public void prefill() {
        cache.clear();
        int cached = prompt - 1;
        int[] rowIds = new int[batch * cached];
        int[] rowPositions = new int[batch * cached];
        int[] rowSlots = new int[batch * cached];
        for (int slot = 0, row = 0; slot < batch; slot++) {
            cache.reserve(slot, prompt + newTokens);
            for (int t = 0; t < cached; t++, row++) {
                rowIds[row] = promptIds[slot * prompt + t];
                rowPositions[row] = t;
                rowSlots[row] = slot;
            }
        }
        pass.prefill(rowIds, rowPositions, rowSlots, rowIds.length);
        startRows();
    }

    private void startRows() {
        int[] last = new int[batch];
        int[] slot = new int[batch];
        for (int row = 0; row < batch; row++) {
            last[row] = promptIds[row * prompt + prompt - 1];
            slot[row] = row;
        }
        backend.write(ids, 0, last, 0, batch);
        backend.write(slots, 0, slot, 0, batch);
        backend.write(positions, 0, same(prompt - 1), 0, batch);
        backend.write(remaining, 0, same(newTokens), 0, batch);
        backend.write(stopIds, 0, new int[] {-1}, 0, 1);
        backend.fill(finished, 0);
        backend.fill(count, 0);
        taken = 0;
        awaitCount(taken);
    }

    private int[] same(int value) {
        int[] values = new int[batch];
        Arrays.fill(values, value);
        return values;
    }

    /**
     * Takes steps after {@link #prefill} or after other steps, and waits for them.
     *
     * @param steps how many; together at most those allocated
     */
    public void decode(int steps) {
        for (int step = 0; step < steps; step++) {
            Tensor logits = pass.decode(ids, positions, slots);
            backend.sample(logits, 0, 0, 1, keys, positions, ids, logprobs);
            backend.advance(ids, logprobs, stopIds, positions, remaining, finished, count, tokenLog, logprobLog);
        }
        taken += steps;
        awaitCount(taken);
    }

    private void awaitCount(int expected) {
        int[] counts = new int[batch];
        backend.read(count, 0, counts, 0, batch);
        if (Arrays.stream(counts).anyMatch(written -> written != expected)) {
            throw new IllegalStateException(
                    "every sequence should have " + expected + " new tokens, but they have " + Arrays.toString(counts));
        }
    }

    @Override
    public void close() {
        arena.close();
        pass.close();
        cache.close();
    }
}
