package dev.intrain.core.spi;

import dev.intrain.api.spi.Availability;
import dev.intrain.api.spi.Provider;

/** What one step of the search for providers gave. */
sealed interface Found {
    Service service();

    Origin origin();

    /** The provider's class; where even that is unknown, what stands for it. */
    String className();

    Availability availability();

    /** A provider that was created and told its id. */
    record Loaded(Service service, String id, String description, Provider provider, Origin origin) implements Found {
        @Override
        public String className() {
            return provider.getClass().getName();
        }

        /** Asked each time: a probe may cost something, so only of providers that are looked at. */
        @Override
        public Availability availability() {
            try {
                return Failures.present(provider.availability(), "availability()");
            } catch (RuntimeException | LinkageError e) {
                return new Availability.Broken("its availability cannot be told: " + Failures.describe(e));
            }
        }
    }

    /** A provider that could not be created, so that its id is unknown. */
    record Unloadable(Service service, String className, Origin origin, String reason) implements Found {
        @Override
        public Availability availability() {
            return new Availability.Broken(reason);
        }
    }

    static Found of(Service service, Provider provider) {
        Origin origin = Origin.of(provider.getClass());
        try {
            String id = Failures.present(provider.id(), "id()");
            if (id.isBlank()) {
                throw new IllegalStateException("id() is blank");
            }
            String description = Failures.present(provider.description(), "description()");
            return new Loaded(service, id, description, provider, origin);
        } catch (RuntimeException | LinkageError e) {
            String reason = "it cannot tell its id and description: " + Failures.describe(e);
            return new Unloadable(service, provider.getClass().getName(), origin, reason);
        }
    }
}
