package dev.intrain.maven;

import dev.intrain.maven.fork.Jdk;
import dev.intrain.maven.fork.JdkFinder;
import dev.intrain.maven.fork.JdkFinder.Place;
import dev.intrain.maven.fork.UsualPlaces;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.toolchain.Toolchain;
import org.apache.maven.toolchain.ToolchainManager;
import org.jspecify.annotations.Nullable;

/** The worker's JDK: {@code <jdkHome>}, else toolchains, else {@link UsualPlaces}. */
final class JdkChoice {
    private final ToolchainManager toolchains;
    private final MavenSession session;
    private final Log log;

    JdkChoice(ToolchainManager toolchains, MavenSession session, Log log) {
        this.toolchains = toolchains;
        this.session = session;
        this.log = log;
    }

    Jdk choose(@Nullable File jdkHome) {
        Jdk jdk = jdkHome == null
                ? JdkFinder.search(places())
                : JdkFinder.named(jdkHome.toPath().toAbsolutePath());
        log.debug("worker's JDK: " + jdk.version() + " at " + jdk.home());
        return jdk;
    }

    private List<Place> places() {
        List<Place> places = new ArrayList<>();
        places.add(new Place("Maven toolchains", toolchainHomes()));
        places.addAll(UsualPlaces.of(
                Path.of(System.getProperty("java.home")), Path.of(System.getProperty("user.home")), System.getenv()));
        return places;
    }

    /** The one the build has chosen first; a goal called from the command line usually meets none of either. */
    private List<Path> toolchainHomes() {
        Stream<Toolchain> chosen = Stream.ofNullable(toolchains.getToolchainFromBuildContext("jdk", session));
        Stream<Toolchain> declared = toolchains.getToolchains(session, "jdk", Map.of()).stream();
        return Stream.concat(chosen, declared)
                .map(toolchain -> Optional.ofNullable(toolchain.findTool("java")))
                .flatMap(Optional::stream)
                .map(java -> Optional.ofNullable(Path.of(java).getParent()).map(Path::getParent))
                .flatMap(Optional::stream)
                .toList();
    }
}
