package dev.intrain.core.spi;

import dev.intrain.api.IntrainException;
import dev.intrain.api.spi.Availability;
import dev.intrain.api.tensor.BackendProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The choice {@code auto}: the available backend of the highest priority that is not negative. What this machine cannot run is skipped
 * with a line; what is broken ends the choice, for falling back would hide a damaged jar behind a slow run.
 */
final class AutoBackend {
    /** A backend and its rank; one that cannot tell its rank must not be passed over. */
    private record Ranked(Found found, String id, int priority) {}

    private AutoBackend() {}

    /** Returns the id. */
    static String choose(List<Found> backends, Consumer<String> log) {
        List<String> skipped = new ArrayList<>();
        for (Ranked one : ranked(backends)) {
            switch (one.found().availability()) {
                case Availability.Available() -> {
                    return one.id();
                }
                case Availability.Unavailable why -> {
                    String line = Refusals.name(one.found()) + " skipped: " + Refusals.words(why);
                    skipped.add(line);
                    log.accept(line);
                }
                case Availability.Broken(String reason) -> throw Refusals.broken(one.found(), reason);
            }
        }
        String why = skipped.isEmpty() ? "none was found" : String.join("; ", skipped);
        throw new IntrainException(
                "no backend can be chosen automatically: " + why + "; name one, or run int:providers to see all");
    }

    private static List<Ranked> ranked(List<Found> backends) {
        List<Ranked> ranked = new ArrayList<>();
        for (Found found : backends) {
            switch (found) {
                case Found.Unloadable lost -> ranked.add(new Ranked(lost, "", Integer.MAX_VALUE));
                case Found.Loaded loaded -> ranked.add(rank(loaded));
            }
        }
        return ranked.stream()
                .filter(one -> one.priority() >= 0)
                .sorted(Comparator.comparingInt(Ranked::priority).reversed().thenComparing(Ranked::id))
                .toList();
    }

    private static Ranked rank(Found.Loaded loaded) {
        try {
            return new Ranked(loaded, loaded.id(), ((BackendProvider) loaded.provider()).priority());
        } catch (RuntimeException | LinkageError e) {
            String reason = "it cannot tell its priority: " + Failures.describe(e);
            Found lost = new Found.Unloadable(loaded.service(), loaded.className(), loaded.origin(), reason);
            return new Ranked(lost, "", Integer.MAX_VALUE);
        }
    }
}
