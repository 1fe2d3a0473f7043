package dev.intrain.api.tensor;

import dev.intrain.api.spi.Provider;

/** Creates backends. Availability must be decided without loading natives into a process that will not use them. */
public interface BackendProvider extends Provider {
    /**
     * Rank for the choice {@code auto}: the available provider with the highest rank is taken. Negative: never automatically.
     *
     * @return the rank
     */
    int priority();

    /**
     * Creates a backend.
     *
     * @param threads number of threads to compute with, at least 1
     * @return a backend the caller closes
     * @throws dev.intrain.api.IntrainException if it cannot run here, with the reason
     */
    Backend create(int threads);
}
