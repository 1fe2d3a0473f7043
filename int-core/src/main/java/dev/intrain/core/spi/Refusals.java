package dev.intrain.core.spi;

import dev.intrain.api.IntrainException;
import dev.intrain.api.spi.Availability;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The sentences with which a choice of provider is refused. */
final class Refusals {
    private Refusals() {}

    static IntrainException unknown(Service service, String id, List<Found> found) {
        List<String> ids = new ArrayList<>();
        List<String> out = new ArrayList<>();
        for (Found one : found) {
            String why = whyOut(one);
            if (one instanceof Found.Loaded loaded && why.isEmpty()) {
                ids.add(loaded.id());
            } else {
                out.add(label(one) + " (" + why + ")");
            }
        }
        List<String> all =
                found.stream().flatMap(one -> idOf(one).stream()).distinct().toList();
        String meant = NearestName.of(id, all)
                .map(near -> " (did you mean '" + near + "'?)")
                .orElse("");
        String there = ids.isEmpty() ? "there is none to choose" : "choose one of " + quoted(ids);
        String rest = out.isEmpty() ? "" : "; not usable: " + String.join(", ", out);
        return new IntrainException("there is no " + service.noun() + " '" + id + "'" + meant + ": " + there + rest
                + "; a provider from elsewhere needs its jar among the plugin's dependencies");
    }

    static IntrainException duplicate(Service service, String id, List<Found.Loaded> same) {
        String places = same.stream()
                .map(one -> one.className() + " in " + one.origin().where())
                .collect(Collectors.joining(" and "));
        return new IntrainException(service.noun() + " id '" + id + "' is claimed by " + places
                + ": remove all but one of these jars from the plugin's dependencies");
    }

    static IntrainException unavailable(Found.Loaded one, Availability.Unavailable why) {
        return new IntrainException(name(one) + " cannot run here: " + words(why));
    }

    static IntrainException broken(Found one, String reason) {
        String cure =
                one.origin().equals(Origin.BUILT_IN) ? "" : ": replace the jar, or remove it from the dependencies";
        return new IntrainException(name(one) + " is broken: " + Failures.clause(reason) + cure);
    }

    /** Why a provider cannot be used; empty if it can. */
    static String whyOut(Found one) {
        return switch (one.availability()) {
            case Availability.Available() -> "";
            case Availability.Unavailable why -> words(why);
            case Availability.Broken(String reason) -> Failures.clause(reason);
        };
    }

    static String words(Availability.Unavailable why) {
        String hint = Failures.clause(String.valueOf(why.hint()));
        return Failures.clause(String.valueOf(why.reason())) + (hint.isEmpty() ? "" : "; " + hint);
    }

    /** Such as: verifier 'judge' (/repo/judge-1.0.jar). */
    static String name(Found one) {
        String id = idOf(one).map(known -> "'" + known + "'").orElse(one.className());
        return one.service().noun() + " " + id + " (" + one.origin().where() + ")";
    }

    private static String label(Found one) {
        return idOf(one)
                .map(known -> "'" + known + "'")
                .orElse(one.className() + " in " + one.origin().where());
    }

    private static Optional<String> idOf(Found one) {
        return one instanceof Found.Loaded loaded ? Optional.of(loaded.id()) : Optional.empty();
    }

    private static String quoted(List<String> ids) {
        return ids.stream().distinct().sorted().map(id -> "'" + id + "'").collect(Collectors.joining(", "));
    }
}
