package dev.intrain.core.spi;

import dev.intrain.api.spi.Provider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Finds the providers of one service; a broken one is listed as such and does not hide those after it. */
final class ServiceWalk {
    /** More failures in a row than any class path has reason for: a loader that cannot list its services fails the same way forever. */
    static final int PATIENCE = 100;

    private ServiceWalk() {}

    static List<Found> all(Service service, ClassLoader loader) {
        return all(service, ServiceLoader.load(service.type(), loader).iterator(), ServicesFiles.read(service, loader));
    }

    static List<Found> all(Service service, Iterator<? extends Provider> steps, ServicesFiles files) {
        List<Found> found = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        int inARow = 0;
        boolean more = true;
        while (more && inARow < PATIENCE) {
            try {
                more = steps.hasNext();
                if (more) {
                    Provider provider = steps.next();
                    files.loaded(provider.getClass());
                    found.add(Found.of(service, provider));
                }
                inARow = 0;
            } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                failures.add(e);
                inARow++;
            }
        }
        failures.stream().map(files::blame).distinct().forEach(found::add);
        if (more) {
            found.add(new Found.Unloadable(
                    service,
                    "the rest",
                    Origin.UNKNOWN,
                    "the search stopped after " + PATIENCE + " failures in a row"));
        }
        return List.copyOf(found);
    }
}
