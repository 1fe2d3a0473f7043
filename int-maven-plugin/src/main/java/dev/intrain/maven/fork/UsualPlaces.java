package dev.intrain.maven.fork;

import dev.intrain.maven.fork.JdkFinder.Place;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The folders in which systems and tools put JDKs; for each, its subfolders in the order of their names. */
public final class UsualPlaces {
    private UsualPlaces() {}

    /**
     * @param ownHome {@code java.home} of this JVM
     * @param home the user's home folder
     * @param environment the environment variables
     * @return this JVM, JAVA_HOME, then the usual folders
     */
    public static List<Place> of(Path ownHome, Path home, Map<String, String> environment) {
        List<Place> places = new ArrayList<>();
        places.add(new Place("Maven's own JVM " + ownHome, List.of(ownHome)));
        String javaHome = environment.get("JAVA_HOME");
        places.add(
                javaHome == null || javaHome.isBlank()
                        ? new Place("JAVA_HOME, which is not set", List.of())
                        : new Place("JAVA_HOME " + javaHome, List.of(Path.of(javaHome))));
        places.add(folder(Path.of("/usr/lib/jvm"), ""));
        places.add(folder(home.resolve(".sdkman/candidates/java"), ""));
        places.add(folder(home.resolve(".jdks"), ""));
        places.add(folder(Path.of("/Library/Java/JavaVirtualMachines"), "Contents/Home"));
        programFiles(environment, places);
        return List.copyOf(places);
    }

    private static void programFiles(Map<String, String> environment, List<Place> places) {
        @Nullable String programs = environment.get("ProgramFiles");
        if (programs != null) {
            for (String vendor : List.of("Java", "Eclipse Adoptium", "Microsoft", "Amazon Corretto", "Zulu")) {
                places.add(folder(Path.of(programs, vendor), ""));
            }
        }
    }

    static Place folder(Path folder, String inside) {
        List<Path> homes = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, Files::isDirectory)) {
                entries.forEach(entry -> homes.add(entry.resolve(inside)));
            } catch (IOException unreadable) {
                homes.clear();
            }
        }
        homes.sort(null);
        return new Place(folder + "/*", homes);
    }
}
