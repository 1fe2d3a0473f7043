package dev.intrain.core.worker;

import dev.intrain.api.IntrainException;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.BackendProvider;
import java.util.Comparator;
import java.util.ServiceLoader;

/** Placeholder until the catalog lands. */
final class Backends {
    private Backends() {}

    static Backend create(String id, int threads) {
        return ServiceLoader.load(BackendProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(p -> id.equals("auto") || p.id().equals(id))
                .max(Comparator.comparingInt(BackendProvider::priority))
                .orElseThrow(() -> new IntrainException("no backend " + id))
                .create(threads);
    }
}
