package dev.intrain.maven.fork;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * A Java installation, known by its file {@code release}.
 *
 * @param home its folder
 * @param version such as {@code 25.0.1}
 */
public record Jdk(Path home, String version) {
    /**
     * Looks at a folder.
     *
     * @param home a folder that may hold a JDK
     * @return the JDK, or nothing if there is no {@code bin/java} or no {@code release} file
     */
    public static Optional<Jdk> at(Path home) {
        Path release = home.resolve("release");
        if (!Files.isRegularFile(release) || executable(home).isEmpty()) {
            return Optional.empty();
        }
        Properties facts = new Properties();
        try (Reader reader = Files.newBufferedReader(release)) {
            facts.load(reader);
        } catch (IOException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
        return Optional.ofNullable(facts.getProperty("JAVA_VERSION"))
                .map(version -> new Jdk(home, version.replace("\"", "").strip()));
    }

    /** @return the first number of the version, 8 for 1.8, or 0 where it has none */
    public int feature() {
        String[] parts = version.split("[.+_-]", -1);
        try {
            int first = Integer.parseInt(parts[0]);
            return first == 1 && parts.length > 1 ? Integer.parseInt(parts[1]) : first;
        } catch (NumberFormatException unusual) {
            return 0;
        }
    }

    /** @return its launcher */
    public Path java() {
        return executable(home).orElseThrow(() -> new IllegalStateException("no bin/java in " + home));
    }

    private static Optional<Path> executable(Path home) {
        Path unix = home.resolve("bin").resolve("java");
        Path windows = home.resolve("bin").resolve("java.exe");
        return Files.isExecutable(unix)
                ? Optional.of(unix)
                : Files.isExecutable(windows) ? Optional.of(windows) : Optional.empty();
    }
}
