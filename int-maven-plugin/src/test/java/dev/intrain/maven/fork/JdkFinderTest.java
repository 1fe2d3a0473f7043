package dev.intrain.maven.fork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.IntrainException;
import dev.intrain.maven.fork.JdkFinder.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkFinderTest {
    @TempDir
    Path folder;

    @Test
    void takesTheFirstFitInTheOrderOfThePlaces() throws IOException {
        Path old = jdk("old", "17.0.15");
        Path first = jdk("first", "25.0.1");
        Path second = jdk("second", "25");

        Jdk found = JdkFinder.search(List.of(
                new Place("a", List.of(folder.resolve("absent"), old)), new Place("b", List.of(first, second))));

        assertThat(found).isEqualTo(new Jdk(first, "25.0.1"));
        assertThat(found.java()).isEqualTo(first.resolve("bin/java"));
    }

    @Test
    void saysWhereItLookedAndWhatToSet() throws IOException {
        List<Place> places = List.of(
                new Place("Maven toolchains", List.of()),
                new Place("JAVA_HOME " + folder, List.of(jdk("old", "17.0.15"))),
                new Place("/usr/lib/jvm/*", List.of(jdk("older", "1.8.0_412"), jdk("newer", "26-ea"))));

        assertThatThrownBy(() -> JdkFinder.search(places))
                .isInstanceOf(IntrainException.class)
                .hasMessage(
                        "InTrain's worker needs JDK 25 and none was found; looked at Maven toolchains (none), JAVA_HOME "
                                + folder
                                + " (17.0.15), /usr/lib/jvm/* (1.8.0_412, 26-ea): install one and set <jdkHome> or"
                                + " -Dint.jdkHome to the home of a JDK 25.");
    }

    @Test
    void aNamedJdkNeverFallsBack() throws IOException {
        Path old = jdk("old", "17.0.15");
        Path absent = folder.resolve("absent");

        assertThatThrownBy(() -> JdkFinder.named(old))
                .hasMessage("<jdkHome> " + old + " is JDK 17.0.15, but InTrain's worker needs JDK 25: set <jdkHome> or"
                        + " -Dint.jdkHome to the home of a JDK 25.");
        assertThatThrownBy(() -> JdkFinder.named(absent))
                .hasMessage(
                        "<jdkHome> " + absent + " holds no JDK (a file 'release' and bin/java are expected there): set"
                                + " <jdkHome> or -Dint.jdkHome to the home of a JDK 25.");
        assertThat(JdkFinder.named(jdk("new", "25.0.2")).feature()).isEqualTo(25);
    }

    @Test
    void knowsOldAndOddVersions() {
        assertThat(new Jdk(folder, "1.8.0_412").feature()).isEqualTo(8);
        assertThat(new Jdk(folder, "25-ea").feature()).isEqualTo(25);
        assertThat(new Jdk(folder, "25+36").feature()).isEqualTo(25);
        assertThat(new Jdk(folder, "unknown").feature()).isZero();
    }

    @Test
    void looksInTheUsualPlaces() throws IOException {
        Path sdkman = jdk(".sdkman/candidates/java/25.0.1-tem", "25.0.1");
        Path downloaded = jdk(".jdks/temurin-25", "25");
        Path windows = jdk("Programs/Eclipse Adoptium/jdk-25", "25");

        List<Place> places = UsualPlaces.of(
                Path.of("/jvm"),
                folder,
                Map.of(
                        "JAVA_HOME",
                        "/here",
                        "ProgramFiles",
                        folder.resolve("Programs").toString()));

        assertThat(places.get(0)).isEqualTo(new Place("Maven's own JVM /jvm", List.of(Path.of("/jvm"))));
        assertThat(places.get(1)).isEqualTo(new Place("JAVA_HOME /here", List.of(Path.of("/here"))));
        assertThat(places.stream().flatMap(place -> place.homes().stream()))
                .containsSubsequence(sdkman, downloaded, windows);
        assertThat(UsualPlaces.folder(folder.resolve(".jdks"), "Contents/Home").homes())
                .containsExactly(downloaded.resolve("Contents/Home"));
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        Path bin = Files.createDirectories(home.resolve("bin"));
        assertThat(Files.createFile(bin.resolve("java")).toFile().setExecutable(true))
                .isTrue();
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }
}
