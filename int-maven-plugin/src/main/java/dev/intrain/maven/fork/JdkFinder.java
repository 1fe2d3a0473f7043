package dev.intrain.maven.fork;

import dev.intrain.api.IntrainException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds the JDK the worker runs on: {@code <jdkHome>}, else the first fit of the places given, in their order.
 *
 * <p>A named JDK never falls back: a {@code <jdkHome>} that is not a JDK 25 is an error.
 */
public final class JdkFinder {
    /** The Java version the worker is compiled for; its incubating vector API and its flags belong to this one. */
    public static final int FEATURE = 25;

    private static final String SETTING = "set <jdkHome> or -Dint.jdkHome to the home of a JDK " + FEATURE;

    private JdkFinder() {}

    /**
     * Somewhere to look.
     *
     * @param name as a user knows it, such as {@code JAVA_HOME}
     * @param homes what is there
     */
    public record Place(String name, List<Path> homes) {
        /** Copies the homes. */
        public Place {
            homes = List.copyOf(homes);
        }
    }

    /**
     * Checks the JDK a user named.
     *
     * @param jdkHome the setting
     * @return the JDK
     * @throws IntrainException if it is not a JDK 25
     */
    public static Jdk named(Path jdkHome) {
        Jdk jdk = Jdk.at(jdkHome)
                .orElseThrow(() -> new IntrainException("<jdkHome> " + jdkHome
                        + " holds no JDK (a file 'release' and bin/java are expected there): " + SETTING + "."));
        if (jdk.feature() != FEATURE) {
            throw new IntrainException("<jdkHome> " + jdkHome + " is JDK " + jdk.version()
                    + ", but InTrain's worker needs JDK " + FEATURE + ": " + SETTING + ".");
        }
        return jdk;
    }

    /**
     * Searches.
     *
     * @param places where, in order
     * @return the first JDK 25
     * @throws IntrainException if there is none, naming what was found at every place
     */
    public static Jdk search(List<Place> places) {
        List<String> seen = new ArrayList<>();
        for (Place place : places) {
            List<Jdk> jdks = place.homes().stream()
                    .map(Jdk::at)
                    .flatMap(Optional::stream)
                    .toList();
            Optional<Jdk> fit =
                    jdks.stream().filter(jdk -> jdk.feature() == FEATURE).findFirst();
            if (fit.isPresent()) {
                return fit.get();
            }
            seen.add(place.name() + " ("
                    + (jdks.isEmpty()
                            ? "none"
                            : jdks.stream().map(Jdk::version).distinct().collect(Collectors.joining(", ")))
                    + ")");
        }
        throw new IntrainException("InTrain's worker needs JDK " + FEATURE + " and none was found; looked at "
                + String.join(", ", seen) + ": install one and " + SETTING + ".");
    }
}
