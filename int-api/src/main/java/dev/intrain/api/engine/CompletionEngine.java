package dev.intrain.api.engine;

import java.util.List;
import java.util.function.Consumer;

/** Completes conversations: the local model, or an OpenAI-compatible endpoint. */
public interface CompletionEngine extends AutoCloseable {
    /**
     * Completes all requests; samples are handed over as they finish, in any order, from one thread at a time.
     *
     * @param requests what to complete
     * @param sampling how
     * @param sink receives every completion once
     */
    void complete(List<CompletionRequest> requests, Sampling sampling, Consumer<Completion> sink);

    /** @return what identifies the model behind it, for manifests: a hash of the weights, or the endpoint's fingerprint */
    String fingerprint();

    @Override
    void close();
}
