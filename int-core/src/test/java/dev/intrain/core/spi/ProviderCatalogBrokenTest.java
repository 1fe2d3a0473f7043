package dev.intrain.core.spi;

import static dev.intrain.core.spi.PluginJars.verifier;
import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.api.verify.Verifier;
import java.io.IOException;
import java.net.URL;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is broken stays visible with its jar and reason, and hides nothing that comes after it. */
class ProviderCatalogBrokenTest {
    @TempDir
    Path folder;

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
    void classNamedButMissing() throws IOException {
        jars.jar("bad.jar", Verifier.class, "demo.Gone");

        expectBesideGood("demo.Gone", "Provider demo.Gone not found");
    }

    @Test
    void constructorThatThrows() throws IOException {
        jars.jar(
                "bad.jar",
                Verifier.class,
                "demo.Bad",
                verifier("demo.Bad", "bad", "public Bad() { throw new IllegalStateException(\"no key\\n given\"); }"));

        expectBesideGood(
                "demo.Bad", "Provider demo.Bad could not be instantiated (IllegalStateException: no key given)");
    }

    @Test
    void staticInitializerThatThrows() throws IOException {
        jars.jar(
                "bad.jar",
                Verifier.class,
                "demo.Bad",
                verifier("demo.Bad", "bad", "static final int N = Integer.parseInt(\"x\");"));

        expectBesideGood(
                "demo.Bad",
                "Provider demo.Bad could not be instantiated (NumberFormatException: For input string: \"x\")");
    }

    @Test
    void classOfWhichASuperclassIsMissing() throws IOException {
        Path jar = jars.jar(
                "bad.jar",
                Verifier.class,
                "demo.Bad",
                verifier("demo.Base", "base", ""),
                new PluginJars.Source("demo.Bad", "package demo; public class Bad extends Base {}"));
        drop(jar, "demo/Base.class");

        expectBesideGood("demo.Bad", "NoClassDefFoundError: demo/Base");
    }

    @Test
    void damagedClassFile() throws IOException {
        Path jar = jars.jar("bad.jar", Verifier.class, "demo.Bad", verifier("demo.Bad", "bad", ""));
        replace(jar, "demo/Bad.class", new byte[] {1, 2, 3, 4, 5, 6, 7, 8});

        expectBesideGood("demo.Bad", "ClassFormatError: Incompatible magic value 16909060 in class file demo/Bad");
    }

    @Test
    void classThatIsNoProvider() throws IOException {
        jars.jar(
                "bad.jar",
                Verifier.class,
                "demo.Bad",
                new PluginJars.Source("demo.Bad", "package demo; public class Bad {}"));

        expectBesideGood("demo.Bad", "demo.Bad not a subtype");
    }

    @Test
    void servicesFileWithAnIllegalLine() throws IOException {
        Path jar = jars.jar("bad.jar", Verifier.class, "demo.Bad and more");

        expectBesideGood(
                "services file",
                "jar:" + jar.toUri().toURL() + "!/META-INF/services/" + Verifier.class.getName()
                        + ":1: Illegal configuration-file syntax");
    }

    @Test
    void idThatIsNullOrThrows() throws IOException {
        jars.jar(
                "bad.jar",
                Verifier.class,
                "demo.Bad",
                new PluginJars.Source(
                        "demo.Bad", verifier("demo.Bad", "bad", "").text().replace("return \"bad\"", "return null")));

        expectBesideGood(
                "demo.Bad", "it cannot tell its id and description: IllegalStateException: id() returned null");
    }

    @Test
    void jarThatCannotBeOpened() throws IOException {
        Path bad = folder.resolve("bad.jar");
        Files.write(bad, new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0});
        jars.add(bad);

        ProviderCatalog catalog = withGood();

        assertThat(catalog.table())
                .containsExactly(
                        good(),
                        new ProviderRow(
                                "provider",
                                "of any kind",
                                "",
                                "bad.jar",
                                ProviderState.BROKEN,
                                "the jar cannot be opened: ZipException: zip END header not found"));
    }

    @Test
    void loaderThatFailsForeverIsGivenUp() {
        ClassLoader failing = new ClassLoader(null) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                throw new IOException("disk gone");
            }

            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                return Class.forName(name);
            }
        };

        assertThat(ProviderCatalog.discover(failing).table())
                .filteredOn(row -> row.service().equals("verifier"))
                .containsExactly(
                        new ProviderRow(
                                "verifier",
                                "the rest",
                                "",
                                "unknown jar",
                                ProviderState.BROKEN,
                                "the search stopped after 100 failures in a row"),
                        new ProviderRow(
                                "verifier",
                                "unknown class",
                                "",
                                "unknown jar",
                                ProviderState.BROKEN,
                                "Error locating configuration files (IOException: disk gone)"));
    }

    private void expectBesideGood(String id, String reason) throws IOException {
        assertThat(withGood().table())
                .containsExactlyInAnyOrder(
                        good(), new ProviderRow("verifier", id, "", "bad.jar", ProviderState.BROKEN, reason));
    }

    /** The good one comes last: a walk that stops at a failure misses it. */
    private ProviderCatalog withGood() throws IOException {
        jars.jar("good.jar", Verifier.class, "good.Good", verifier("good.Good", "good", ""));
        return jars.catalog();
    }

    private static ProviderRow good() {
        return new ProviderRow("verifier", "good", "test of good", "good.jar", ProviderState.AVAILABLE, "");
    }

    private static void drop(Path jar, String entry) throws IOException {
        try (var files = FileSystems.newFileSystem(jar)) {
            Files.delete(files.getPath(entry));
        }
    }

    private static void replace(Path jar, String entry, byte[] content) throws IOException {
        try (var files = FileSystems.newFileSystem(jar)) {
            Files.write(files.getPath(entry), content);
        }
    }
}
