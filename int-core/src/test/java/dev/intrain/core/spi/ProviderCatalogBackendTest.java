package dev.intrain.core.spi;

import static dev.intrain.core.spi.PluginJars.backend;
import static dev.intrain.core.spi.PluginJars.broken;
import static dev.intrain.core.spi.PluginJars.unavailable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.IntrainException;
import dev.intrain.api.tensor.BackendProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The choice {@code auto} passes over what this machine lacks and stops at what is damaged; a name means itself. */
class ProviderCatalogBackendTest {
    private static final String CURE = ": replace the jar, or remove it from the dependencies";

    @TempDir
    Path folder;

    private final List<String> log = new ArrayList<>();
    private PluginJars jars;

    @BeforeEach
    void open() {
        jars = new PluginJars(folder);
    }

    @AfterEach
    void close() throws IOException {
        jars.close();
    }

    @Test
    void autoTakesTheHighestPriority() throws IOException {
        Path fast = gpu(backend("gpu.Gpu", "gpu", 10, ""));
        cpu();

        // The test's backends tell who was created by failing.
        assertThatThrownBy(auto())
                .hasMessage("backend 'gpu' (" + fast + ") failed to start: IllegalStateException: created gpu with 3");
        assertThat(log).isEmpty();
    }

    @Test
    void autoSkipsUnavailableWithOneLine() throws IOException {
        Path jar = gpu(backend("gpu.Gpu", "gpu", 10, unavailable("this machine has no GPU.", "use another machine")));
        cpu();

        assertThatThrownBy(auto()).hasMessageContaining("created cpu with 3");
        assertThat(log)
                .containsExactly("backend 'gpu' (" + jar + ") skipped: this machine has no GPU; use another machine");
    }

    @Test
    void autoFailsOnBroken() throws IOException {
        Path jar = gpu(backend("gpu.Gpu", "gpu", 10, broken("libgpu.so is truncated.")));
        cpu();

        assertThatThrownBy(auto())
                .isInstanceOf(IntrainException.class)
                .hasMessage("backend 'gpu' (" + jar + ") is broken: libgpu.so is truncated" + CURE);
    }

    @Test
    void autoFailsOnABackendThatCannotBeLoaded() throws IOException {
        Path jar = gpu(backend("gpu.Gpu", "gpu", 10, "public Gpu() { System.loadLibrary(\"no-such-gpu\"); }"));
        cpu();

        assertThatThrownBy(auto())
                .hasMessageStartingWith("backend gpu.Gpu (" + jar
                        + ") is broken: Provider gpu.Gpu could not be instantiated (UnsatisfiedLinkError: ");
    }

    @Test
    void autoFailsOnAJarThatCannotBeOpened() throws IOException {
        Path jar = Files.write(folder.resolve("gpu.jar"), new byte[100]);
        jars.add(jar);
        cpu();

        assertThatThrownBy(auto())
                .hasMessageStartingWith("provider of any kind (" + jar + ") is broken: the jar cannot be opened");
    }

    @Test
    void autoIgnoresABrokenOneItWouldNeverTake() throws IOException {
        gpu(backend("gpu.Gpu", "gpu", -1, broken("old")));
        cpu();

        assertThatThrownBy(auto()).hasMessageContaining("created cpu with 3");
    }

    @Test
    void autoWithNothingToTake() throws IOException {
        Path jar = gpu(backend("gpu.Gpu", "gpu", 10, unavailable("no GPU", "use another machine")));

        assertThatThrownBy(auto())
                .hasMessage("no backend can be chosen automatically: backend 'gpu' (" + jar
                        + ") skipped: no GPU; use another machine; name one, or run int:providers to see all");
    }

    @Test
    void autoFailsWhereThePriorityCannotBeTold() throws IOException {
        Path jar = gpu(new PluginJars.Source(
                "gpu.Gpu",
                backend("gpu.Gpu", "gpu", 10, "")
                        .text()
                        .replace("return 10", "throw new IllegalStateException(\"x\")")));
        cpu();

        assertThatThrownBy(auto())
                .hasMessage("backend gpu.Gpu (" + jar
                        + ") is broken: it cannot tell its priority: IllegalStateException: x" + CURE);
    }

    @Test
    void aNamedBackendNeverFallsBack() throws IOException {
        Path jar = gpu(backend("gpu.Gpu", "gpu", 10, unavailable("no GPU", "choose 'cpu'")));
        cpu();

        assertThatThrownBy(() -> jars.catalog().createBackend("gpu", 3, log::add))
                .hasMessage("backend 'gpu' (" + jar + ") cannot run here: no GPU; choose 'cpu'");
        assertThat(log).isEmpty();
    }

    @Test
    void autoChoosingADuplicateNamesBothJars() throws IOException {
        Path a = gpu(backend("gpu.Gpu", "gpu", 10, ""));
        Path b = jars.jar("b.jar", BackendProvider.class, "b.Gpu", backend("b.Gpu", "gpu", 5, ""));

        assertThatThrownBy(auto()).hasMessageContaining("gpu.Gpu in " + a + " and b.Gpu in " + b);
    }

    @Test
    void aBackendNeedsAThread() {
        assertThatThrownBy(() -> jars.catalog().createBackend("cpu", 0, log::add))
                .hasMessage("a backend needs at least 1 thread, but 0 are asked for");
    }

    private ThrowingCallable auto() {
        return () -> jars.catalog().createBackend(ProviderCatalog.AUTO, 3, log::add);
    }

    private Path gpu(PluginJars.Source source) throws IOException {
        return jars.jar("gpu.jar", BackendProvider.class, "gpu.Gpu", source);
    }

    private void cpu() throws IOException {
        jars.jar("cpu.jar", BackendProvider.class, "cpu.Cpu", backend("cpu.Cpu", "cpu", 0, ""));
    }
}
