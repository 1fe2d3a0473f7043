package dev.intrain.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
    @TempDir
    Path folder;

    private RunDirectory run;

    @BeforeEach
    void create() {
        run = RunDirectory.create(folder);
    }

    @Test
    void aRowIsInBothFilesAsSoonAsItIsLogged() throws IOException {
        double before = System.currentTimeMillis() / 1000.0;
        try (Metrics metrics = Metrics.open(run)) {
            Map<String, Number> values = new LinkedHashMap<>();
            values.put("loss", 1.25);
            values.put("tokens", 300_000_000_000L);
            values.put("gradNorm", Double.NaN);
            metrics.log("sft", 12, values);

            assertThat(Files.readString(run.metrics()))
                    .matches("\\{\"stage\":\"sft\",\"step\":12,\"time\":[0-9.E]+,"
                            + "\"loss\":1.25,\"tokens\":300000000000,\"gradNorm\":null}\n");
            List<EventFileReader.Event> events = EventFileReader.read(run.tensorboard());
            assertThat(events.getFirst().version()).isEqualTo("brain.Event:2");
            assertThat(events).hasSize(2);
            assertThat(events.get(1).step()).isEqualTo(12);
            assertThat(events.get(1).wallTime()).isGreaterThanOrEqualTo(before);
            assertThat(events.get(1).scalars()).containsExactly(entry("sft/loss", 1.25f), entry("sft/tokens", 3e11f));
        }
    }

    @Test
    void cutsBackOneStageInBothFilesAndGoesOn() {
        try (Metrics metrics = Metrics.open(run)) {
            log(metrics, "sft", 1, 2, 3, 4);
            log(metrics, "rl", 1, 2, 3, 200);
            metrics.cutBack("rl", 2);
            log(metrics, "rl", 3);
        }

        assertThat(rowSteps()).containsExactly("sft1", "sft2", "sft3", "sft4", "rl1", "rl2", "rl3");
        assertThat(eventSteps()).isEqualTo(rowSteps());

        try (Metrics metrics = Metrics.open(run)) {
            metrics.cutBack("sft", -1);
        }
        assertThat(rowSteps()).containsExactly("rl1", "rl2", "rl3");
        assertThat(eventSteps()).isEqualTo(rowSteps());
    }

    @Test
    void toleratesAndCutsWhatAKilledProcessWroteHalf() throws IOException {
        try (Metrics metrics = Metrics.open(run)) {
            log(metrics, "rl", 1, 2);
        }
        for (String half :
                List.of("{\"stage\":\"rl\",\"st", "{", "{\"stage\":\"rl\",\"step\":3,\"time\":1.0,\"note\":\"}")) {
            String whole = Files.readString(run.metrics());
            Files.writeString(run.metrics(), half, StandardOpenOption.APPEND);
            Path events = run.tensorboard().resolve("events.out.tfevents.0000000000.intrain");
            Files.write(events, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);

            assertThat(Metrics.read(run.metrics())).hasSize(2);
            Metrics.open(run).close();

            assertThat(run.metrics()).hasContent(whole);
            assertThat(eventSteps()).containsExactly("rl1", "rl2");
        }
    }

    @Test
    void manyRowsSurviveARoundTrip() {
        try (Metrics metrics = Metrics.open(run)) {
            for (int step = 1; step <= 300; step++) {
                metrics.log("rl", step, Map.of("reward", step / 7.0));
            }
        }
        List<EventFileReader.Event> events = EventFileReader.read(run.tensorboard());
        assertThat(events).hasSize(301);
        assertThat(events.get(300).step()).isEqualTo(300);
        assertThat(events.get(300).scalars().get("rl/reward")).isCloseTo(300 / 7f, offset(1e-5f));
    }

    @Test
    void refusesNamesOfItsOwnAndLoggingAfterTheEnd() {
        Metrics metrics = Metrics.open(run);
        assertThatThrownBy(() -> metrics.log("rl", 1, Map.of("step", 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a metric cannot be named step");
        metrics.close();
        assertThatThrownBy(() -> metrics.log("rl", 1, Map.of("loss", 3)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the metrics are closed");
        assertThat(Metrics.read(folder.resolve("nothing.jsonl"))).isEmpty();
    }

    private static void log(Metrics metrics, String stage, int... steps) {
        for (int step : steps) {
            metrics.log(stage, step, Map.of("loss", 1.0 / step));
        }
    }

    private List<String> rowSteps() {
        return Metrics.read(run.metrics()).stream()
                .map(row -> String.valueOf(row.get("stage")) + row.get("step"))
                .toList();
    }

    private List<String> eventSteps() {
        return EventFileReader.read(run.tensorboard()).stream()
                .skip(1)
                .map(event -> event.scalars().keySet().iterator().next().replace("/loss", "") + event.step())
                .toList();
    }
}
