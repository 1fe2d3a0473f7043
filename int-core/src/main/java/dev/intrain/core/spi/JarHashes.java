package dev.intrain.core.spi;

import dev.intrain.core.io.Hashes;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Hashes of the jars that gave providers. */
final class JarHashes {
    private JarHashes() {}

    static SortedMap<String, String> of(Iterable<Found> found) {
        TreeSet<Path> files = new TreeSet<>();
        for (Found one : found) {
            if (one instanceof Found.Loaded(var service, var id, var description, var provider, Origin origin)
                    && origin.file() != null) {
                files.add(origin.file());
            }
        }
        Map<String, Long> names = files.stream().collect(Collectors.groupingBy(JarHashes::name, Collectors.counting()));
        SortedMap<String, String> hashes = new TreeMap<>();
        for (Path file : files) {
            // File names rather than paths: a repository that moved holds the same jars.
            boolean unique = Objects.equals(names.get(name(file)), 1L);
            hashes.put(unique ? name(file) : file.toString(), Hashes.sha256Tree(file));
        }
        return Collections.unmodifiableSortedMap(hashes);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
