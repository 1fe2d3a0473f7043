package dev.intrain.maven;

import dev.intrain.api.IntrainException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.model.Resource;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.project.MavenProject;

/** Whether a project's own classes belong on the worker's class path: they do where it provides a service of InTrain. */
final class ProjectClasses {
    private static final String SERVICES = "META-INF/services";
    private static final String PREFIX = "dev.intrain.api.";

    private ProjectClasses() {}

    /**
     * @param setting {@code auto}, {@code true} or {@code false}
     * @return the folder of the project's classes, if they are wanted
     */
    static Optional<Path> choose(String setting, MavenProject project, Log log) {
        Path classes = Path.of(project.getBuild().getOutputDirectory());
        return switch (setting.strip().toLowerCase(Locale.ROOT)) {
            case "false" -> Optional.empty();
            case "true" -> Optional.of(classes);
            case "auto" -> automatic(classes, project, log);
            default ->
                throw new IntrainException(
                        "int.projectClasspath is '" + setting + "', but must be auto, true or false.");
        };
    }

    private static Optional<Path> automatic(Path classes, MavenProject project, Log log) {
        if (project.getFile() == null) {
            return Optional.empty();
        }
        if (providesService(classes)) {
            return Optional.of(classes);
        }
        if (project.getResources().stream()
                .map(Resource::getDirectory)
                .map(Path::of)
                .anyMatch(ProjectClasses::providesService)) {
            log.warn(
                    "This module provides a service of InTrain but is not compiled, so the worker cannot see it: run `mvn compile`"
                            + " first or in the same command.");
        }
        return Optional.empty();
    }

    private static boolean providesService(Path folder) {
        Path services = folder.resolve(SERVICES);
        if (!Files.isDirectory(services)) {
            return false;
        }
        try (Stream<Path> files = Files.list(services)) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith(PREFIX));
        } catch (IOException unreadable) {
            return false;
        }
    }
}
