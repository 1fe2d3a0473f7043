package dev.intrain.core.spi;

import static dev.intrain.core.spi.PluginJars.availability;
import static dev.intrain.core.spi.PluginJars.unavailable;
import static dev.intrain.core.spi.PluginJars.verifier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.IntrainException;
import dev.intrain.api.optim.OptimizerProvider;
import dev.intrain.api.spi.Provider;
import dev.intrain.api.tensor.BackendProvider;
import dev.intrain.api.verify.Verifier;
import dev.intrain.core.io.Hashes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A named choice: the provider, or one sentence. */
class ProviderCatalogTest {
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
    void selectsById() throws IOException {
        jars.jar("a.jar", Verifier.class, "demo.Units # with units\n\n", verifier("demo.Units", "units", ""));

        Verifier selected = jars.catalog().select(Verifier.class, "units");

        assertThat(selected.getClass().getName()).isEqualTo("demo.Units");
    }

    @Test
    void engineProvidersAreBuiltInAndNotHashed() {
        ProviderCatalog catalog = ProviderCatalog.discover(getClass().getClassLoader());

        BackendProvider reference = catalog.select(BackendProvider.class, "reference");
        assertThat(catalog.table())
                .contains(new ProviderRow(
                        "backend", "reference", reference.description(), "built in", ProviderState.AVAILABLE, ""));
        assertThat(catalog.table()).noneMatch(row -> row.availability() == ProviderState.BROKEN);
        assertThat(catalog.jarHashes()).doesNotContainKey("classes");
        assertThat(catalog.createBackend("reference", 1, line -> {}).id()).isEqualTo("reference");
    }

    @Test
    void unknownIdListsWhatExistsAndTheNearest() throws IOException {
        jars.jar(
                "a.jar",
                Verifier.class,
                "demo.Units\ndemo.Exact\ndemo.Judge",
                verifier("demo.Units", "units", ""),
                verifier("demo.Exact", "exact", ""),
                verifier("demo.Judge", "judge", unavailable("No server answers.", "Start one.")));
        Path gone = jars.jar("b.jar", Verifier.class, "demo.Gone");

        assertThatThrownBy(() -> jars.catalog().select(Verifier.class, "unit"))
                .isInstanceOf(IntrainException.class)
                .hasMessage(
                        "there is no verifier 'unit' (did you mean 'units'?): choose one of 'exact', 'units'; not usable: "
                                + "'judge' (No server answers; Start one), demo.Gone in " + gone
                                + " (Provider demo.Gone not found); a provider from elsewhere needs its jar among the plugin's dependencies");
    }

    @Test
    void unknownIdWhereThereIsNone() {
        assertThatThrownBy(() -> jars.catalog().select(OptimizerProvider.class, "adamw"))
                .hasMessage(
                        "there is no optimizer 'adamw': there is none to choose; a provider from elsewhere needs its jar among"
                                + " the plugin's dependencies");
    }

    @Test
    void duplicateIdNamesBothJarsAndSparesTheOthers() throws IOException {
        Path a = jars.jar("a.jar", Verifier.class, "demo.A", verifier("demo.A", "same", ""));
        Path b = jars.jar(
                "b.jar",
                Verifier.class,
                "demo.B\ndemo.C",
                verifier("demo.B", "same", ""),
                verifier("demo.C", "other", ""));
        ProviderCatalog catalog = jars.catalog();

        assertThatThrownBy(() -> catalog.select(Verifier.class, "same"))
                .hasMessage("verifier id 'same' is claimed by demo.A in " + a + " and demo.B in " + b
                        + ": remove all but one of these jars from the plugin's dependencies");
        assertThat(catalog.select(Verifier.class, "other")).isNotNull();
        assertThat(catalog.table())
                .containsExactly(
                        new ProviderRow("verifier", "other", "test of other", "b.jar", ProviderState.AVAILABLE, ""),
                        new ProviderRow(
                                "verifier",
                                "same",
                                "test of same",
                                "a.jar",
                                ProviderState.DUPLICATE,
                                "the id is claimed by demo.B in " + b + " too"),
                        new ProviderRow(
                                "verifier",
                                "same",
                                "test of same",
                                "b.jar",
                                ProviderState.DUPLICATE,
                                "the id is claimed by demo.A in " + a + " too"));
    }

    @Test
    void unavailableChoiceSaysWhyAndWhatToDo() throws IOException {
        Path jar = jars.jar(
                "a.jar",
                Verifier.class,
                "demo.Judge\ndemo.Exact",
                verifier("demo.Judge", "judge", unavailable("no server answers at port 8000", "start one")),
                verifier("demo.Exact", "exact", ""));

        assertThatThrownBy(() -> jars.catalog().select(Verifier.class, "judge"))
                .isInstanceOf(IntrainException.class)
                .hasMessage(
                        "verifier 'judge' (" + jar + ") cannot run here: no server answers at port 8000; start one");
    }

    @Test
    void availabilityThatThrowsOrIsNullIsBroken() throws IOException {
        Path jar = jars.jar(
                "a.jar",
                Verifier.class,
                "demo.Throws\ndemo.Null",
                verifier(
                        "demo.Throws",
                        "throws",
                        availability("java.util.List.<dev.intrain.api.spi.Availability>of().getFirst()")),
                verifier("demo.Null", "null", availability("null")));
        ProviderCatalog catalog = jars.catalog();

        assertThatThrownBy(() -> catalog.select(Verifier.class, "throws"))
                .hasMessageStartingWith(
                        "verifier 'throws' (" + jar + ") is broken: its availability cannot be told: NoSuchElement");
        assertThatThrownBy(() -> catalog.select(Verifier.class, "null"))
                .hasMessage("verifier 'null' (" + jar
                        + ") is broken: its availability cannot be told: IllegalStateException: availability() returned null:"
                        + " replace the jar, or remove it from the dependencies");
    }

    @Test
    void hashesEachContributingJarOnce() throws IOException {
        Path a = jars.jar(
                "a.jar",
                Verifier.class,
                "demo.A\ndemo.B",
                verifier("demo.A", "a", ""),
                verifier("demo.B", "b", unavailable("no", "yes")));
        jars.jar("empty.jar", Verifier.class, "demo.Gone");

        assertThat(jars.catalog().jarHashes()).containsOnlyKeys("a.jar").containsValue(Hashes.sha256(a));
    }

    @Test
    void jarsOfTheSameFileNameAreHashedByPath() throws IOException {
        Files.createDirectories(folder.resolve("x"));
        Files.createDirectories(folder.resolve("y"));
        Path x = jars.jar("x/a.jar", Verifier.class, "demo.A", verifier("demo.A", "a", ""));
        Path y = jars.jar("y/a.jar", Verifier.class, "demo.B", verifier("demo.B", "b", ""));

        assertThat(jars.catalog().jarHashes()).containsOnlyKeys(x.toString(), y.toString());
    }

    @Test
    void explainsAsAlignedText() throws IOException {
        jars.jar(
                "a.jar",
                Verifier.class,
                "demo.A\ndemo.Judge",
                verifier("demo.A", "a", ""),
                verifier("demo.Judge", "judge", unavailable("no server", "start one")));

        assertThat(jars.catalog().explain()).isEqualTo("""
                        SERVICE   ID     FROM   STATE        DESCRIPTION
                        verifier  a      a.jar  available    test of a
                        verifier  judge  a.jar  unavailable  no server; start one""");
    }

    @Test
    void onlyServicesOfTheApiCanBeAskedFor() {
        assertThatIllegalArgumentException().isThrownBy(() -> jars.catalog().select(Provider.class, "x"));
    }
}
