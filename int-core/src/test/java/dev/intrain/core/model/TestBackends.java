package dev.intrain.core.model;

import dev.intrain.api.spi.Availability;
import dev.intrain.api.tensor.BackendProvider;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Every backend that runs here; tests of the model run on each. */
public final class TestBackends {
    private TestBackends() {}

    public static Stream<BackendProvider> all() {
        return ServiceLoader.load(BackendProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.availability() instanceof Availability.Available);
    }

    /** The oracle. */
    public static BackendProvider reference() {
        return all().filter(provider -> provider.id().equals("reference"))
                .findFirst()
                .orElseThrow();
    }

    /** The fastest of them. */
    public static BackendProvider fastest() {
        return all().max((a, b) -> Integer.compare(a.priority(), b.priority())).orElseThrow();
    }
}
