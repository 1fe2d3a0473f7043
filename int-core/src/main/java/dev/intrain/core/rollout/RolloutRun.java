package dev.intrain.core.rollout;

import dev.intrain.api.CounterRandom;
import dev.intrain.api.FinishReason;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.model.DecodePass;
import dev.intrain.core.model.KvCache;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The schedule of one run: fills free slots in order of request and sample, lets all running samples take a burst of steps, and
 * retires those that ended.
 *
 * <p>A prompt of P tokens is cached up to P-1; each sample decodes its last token itself, so that all samples start alike whether they
 * start together or later.
 */
final class RolloutRun implements AutoCloseable {
    /** Receives samples as they end. */
    interface Ended {
        void accept(int index, RunningSample sample, FinishReason reason);
    }

    private final KvCache cache;
    private final DecodePass pass;
    private final RunningRows rows;
    private final List<RolloutRequest> requests;
    private final RolloutSettings settings;
    private final int maxContext;
    private final Tensor stopIds;
    private final RunningRows.Steps recorded;
    private final Deque<Integer> freeSlots = new ArrayDeque<>();
    private final List<RunningSample> running = new ArrayList<>();
    private final PrefillQueue prefill = new PrefillQueue();
    private final int totalSamples;

    /** The request being started, its samples already started, and its cached beginning where samples are still to come. */
    private int request;

    private int startedOfRequest;
    private KvCache.@Nullable Prefix prefix;
    /** Beginnings all of whose samples have started. */
    private final List<KvCache.Prefix> completed = new ArrayList<>();

    private int started;
    private long finished;
    private long tokens;

    RolloutRun(
            Backend backend,
            KvCache cache,
            DecodePass pass,
            RunningRows rows,
            List<RolloutRequest> requests,
            RolloutSettings settings,
            int slots,
            int maxContext) {
        this.cache = cache;
        this.pass = pass;
        this.rows = rows;
        this.requests = requests;
        this.settings = settings;
        this.maxContext = maxContext;
        this.totalSamples = requests.stream().mapToInt(RolloutRequest::samples).sum();
        for (int slot = 0; slot < slots; slot++) {
            freeSlots.add(slot);
        }
        stopIds = backend.allocate(DType.I32, settings.stopIds().length);
        recorded = new RunningRows.Steps(backend);
        backend.write(stopIds, 0, settings.stopIds(), 0, settings.stopIds().length);
    }

    void run(RolloutProgress progress, Ended ended, int burst) {
        fill(ended);
        while (!running.isEmpty()) {
            int longest = 0;
            for (RunningSample sample : running) {
                longest = Math.max(longest, sample.remaining);
            }
            int steps = Math.min(burst, longest);
            for (RunningSample sample : running) {
                // A row stays at its last position once it ended, and that position is written to.
                int ahead = Math.min(steps, sample.remaining + 1);
                cache.reserve(sample.slot, Math.min(sample.position() + ahead, maxContext));
            }
            rows.run(pass, running, settings.sampling(), stopIds, steps, recorded);
            retire(ended);
            fill(ended);
            progress.advanced(finished, totalSamples, tokens);
        }
    }

    private void retire(Ended ended) {
        int kept = 0;
        for (int row = 0; row < running.size(); row++) {
            RunningSample sample = running.get(row);
            int flag = rows.finished(row);
            if (flag == 0) {
                running.set(kept++, sample);
            } else {
                cache.release(sample.slot);
                freeSlots.add(sample.slot);
                finish(sample, flag == 1 ? FinishReason.STOP : FinishReason.LENGTH, ended);
            }
        }
        running.subList(kept, running.size()).clear();
    }

    private void finish(RunningSample sample, FinishReason reason, Ended ended) {
        finished++;
        tokens += sample.count();
        ended.accept(sample.index, sample, reason);
    }

    /** Starts samples while there are free slots: new prompts are prefilled together, then their other samples fork. */
    private void fill(Ended ended) {
        List<PromptStart> starts = new ArrayList<>();
        forkPending(starts);
        while (!freeSlots.isEmpty() && request < requests.size()) {
            RolloutRequest next = requests.get(request);
            if (next.prompt().length() >= maxContext) {
                skip(next, ended);
                continue;
            }
            RunningSample first = start(next);
            cache.reserve(first.slot, next.prompt().length() - 1);
            prefill.add(next.prompt(), first.slot);
            KvCache.Prefix held = cache.hold(first.slot, next.prompt().length() - 1);
            PromptStart promptStart = new PromptStart(held, new ArrayList<>());
            starts.add(promptStart);
            startOthers(next, promptStart);
        }
        prefill.run(pass);
        for (PromptStart promptStart : starts) {
            promptStart.forks().forEach(slot -> cache.fork(promptStart.prefix(), slot));
        }
        cache.flush();
        completed.forEach(cache::release);
        completed.clear();
    }

    private void forkPending(List<PromptStart> starts) {
        KvCache.Prefix pending = prefix;
        if (pending != null && !freeSlots.isEmpty()) {
            PromptStart promptStart = new PromptStart(pending, new ArrayList<>());
            starts.add(promptStart);
            startOthers(requests.get(request), promptStart);
        }
    }

    /** Starts samples of a prompt whose beginning is held; the prefix stays pending if slots run out. */
    private void startOthers(RolloutRequest next, PromptStart promptStart) {
        while (!freeSlots.isEmpty() && startedOfRequest < next.samples()) {
            promptStart.forks().add(start(next).slot);
        }
        prefix = promptStart.prefix();
        if (startedOfRequest == next.samples()) {
            completed.add(prefix);
            nextRequest();
        }
    }

    private void nextRequest() {
        request++;
        startedOfRequest = 0;
        prefix = null;
    }

    private RunningSample start(RolloutRequest next) {
        RunningSample sample = sample(next, freeSlots.remove());
        running.add(sample);
        return sample;
    }

    private RunningSample sample(RolloutRequest next, int slot) {
        int number = next.firstSample() + startedOfRequest++;
        long key = CounterRandom.key(
                settings.seed(), settings.stage(), settings.visit(), next.problemId(), next.attempt(), number);
        int remaining = Math.min(
                Math.min(settings.sampling().maxNewTokens(), next.maxNewTokens()),
                maxContext - next.prompt().length());
        return new RunningSample(next, number, started++, slot, key, remaining);
    }

    private void skip(RolloutRequest next, Ended ended) {
        while (startedOfRequest < next.samples()) {
            finish(sample(next, -1), FinishReason.LENGTH, ended);
        }
        nextRequest();
    }

    @Override
    public void close() {
        recorded.close();
        stopIds.close();
    }

    /** A held prompt and the slots that fork from it once it is cached. */
    private record PromptStart(KvCache.Prefix prefix, List<Integer> forks) {}
}
