package dev.intrain.core.rollout;

import dev.intrain.api.IntrainException;
import dev.intrain.api.TokenSequence;
import dev.intrain.api.Trace;
import dev.intrain.core.model.DecodePass;
import dev.intrain.core.model.Decoder;
import dev.intrain.core.model.KvCache;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Samples completions of many prompts: continuous batching over a fixed number of slots, prompts prefilled once for all their samples.
 *
 * <p>A trace's bits depend on its prompt, settings and random key alone: not on slots, neighbours or threads. The decoder is not owned
 * and must outlive the engine; its weights may change between runs. All memory is allocated once.
 */
public final class RolloutEngine implements AutoCloseable {
    /** Steps between two looks at the finished flags: on average half of it is computed in vain for each sample. */
    private static final int BURST = 4;

    private static final int PREFILL_ROWS = 512;

    private final Decoder decoder;
    private final int maxContext;
    private final int slots;
    private final Function<TokenSequence, String> decodeText;
    private final KvCache cache;
    private final DecodePass pass;
    private final RunningRows rows;

    /**
     * Allocates cache and activations.
     *
     * @param decoder the model
     * @param maxContext most tokens of a prompt and its completion together
     * @param slots most samples at once
     * @param decodeText turns a completion into text, without special tokens
     */
    public RolloutEngine(Decoder decoder, int maxContext, int slots, Function<TokenSequence, String> decodeText) {
        if (maxContext > decoder.config().maxPositionEmbeddings()) {
            throw new IntrainException("a context of " + maxContext + " tokens is longer than the model's "
                    + decoder.config().maxPositionEmbeddings()
                    + " (max_position_embeddings); shorten prompts or maxNewTokens");
        }
        this.decoder = decoder;
        this.maxContext = maxContext;
        this.slots = slots;
        this.decodeText = decodeText;
        cache = new KvCache(decoder, slots, maxContext);
        pass = new DecodePass(decoder, cache, maxContext, slots, Math.max(PREFILL_ROWS, slots));
        rows = new RunningRows(decoder.backend(), slots, BURST);
    }

    /**
     * Samples everything that is asked for. The stop token is part of a completion; a prompt without room for one more token gives an
     * empty, truncated one.
     *
     * @param requests prompts
     * @param settings how to sample
     * @param progress told after each burst of steps
     * @return traces in order of request, then sample
     */
    public List<Trace> run(List<RolloutRequest> requests, RolloutSettings settings, RolloutProgress progress) {
        Trace[] traces =
                new Trace[requests.stream().mapToInt(RolloutRequest::samples).sum()];
        run(requests, settings, progress, (index, trace) -> traces[index] = trace);
        return Arrays.asList(traces);
    }

    /**
     * The same, handing over each trace as it ends.
     *
     * @param requests prompts
     * @param settings how to sample
     * @param progress told after each burst of steps
     * @param sink receives each trace once with its index in the order of request, then sample
     */
    public void run(
            List<RolloutRequest> requests,
            RolloutSettings settings,
            RolloutProgress progress,
            BiConsumer<Integer, Trace> sink) {
        requests.forEach(this::requireKnownTokens);
        cache.clear();
        try (RolloutRun run = new RolloutRun(
                decoder.backend(),
                cache,
                pass,
                rows,
                requests,
                settings,
                Math.min(slots, settings.slots()),
                maxContext)) {
            run.run(progress, (index, sample, reason) -> sink.accept(index, sample.trace(reason, decodeText)), BURST);
        }
    }

    private void requireKnownTokens(RolloutRequest request) {
        int vocabSize = decoder.config().vocabSize();
        for (int i = 0; i < request.prompt().length(); i++) {
            int id = request.prompt().get(i);
            if (id < 0 || id >= vocabSize) {
                throw new IntrainException("the prompt of problem " + request.problemId() + " holds token " + id
                        + ", but the model knows " + vocabSize + "; use the model's own tokenizer");
            }
        }
    }

    @Override
    public void close() {
        rows.close();
        pass.close();
        cache.close();
    }
}
