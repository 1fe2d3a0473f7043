package dev.intrain.core.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.Intervention;
import dev.intrain.api.IntrainException;
import dev.intrain.api.Problem;
import dev.intrain.api.TokenSequence;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceFileTest {
    @TempDir
    Path dir;

    @Test
    void problemsComeBackWithAndWithoutReferenceAndWithUnicode() {
        List<Problem> problems = List.of(
                new Problem("a", "∑ \uD835\uDD4F 数学 \n\n\t\"q\"", "1/2", Optional.of("Schritt für Schritt"), Map.of()),
                new Problem("b", "s", "2", Optional.empty(), Map.of("level", "5", "category", "Algèbre", "empty", "")));
        Path file = dir.resolve("problems.arrow");
        TraceFile.write(file, TraceSchemas.PROBLEMS, Map.of(), problems);
        assertThat(TraceFile.read(file, TraceSchemas.PROBLEMS)).isEqualTo(problems);
    }

    @Test
    void rolloutsComeBackWithEmptyListsNullsAndSpecialFloats() {
        RolloutRow special = Rows.rollout(4, 5, "");
        special.trace().logprobs()[1] = Float.NEGATIVE_INFINITY;
        special.trace().logprobs()[2] = -0.0f;
        special.trace().logprobs()[3] = Float.MIN_VALUE;
        List<RolloutRow> rows = List.of(Rows.rollout(0, 0, ""), Rows.rollout(5, 3, "naïve 🤔"), special);
        Path file = dir.resolve("rollouts.arrow");
        TraceFile.write(file, TraceSchemas.ROLLOUTS, Map.of(), rows);
        assertThat(TraceFile.read(file, TraceSchemas.ROLLOUTS))
                .extracting(Rows::content)
                .isEqualTo(rows.stream().map(Rows::content).toList());
    }

    @Test
    void continuationsInterventionsAndSftRowsComeBack() {
        ContinuationRow continuation =
                new ContinuationRow(ContinuationRow.Origin.ORIGINAL, 3, 2, Rows.rollout(1, 4, "so"));
        Path file = dir.resolve("x.arrow");
        TraceFile.write(file, TraceSchemas.CONTINUATIONS, Map.of(), List.of(continuation));
        ContinuationRow read = TraceFile.read(file, TraceSchemas.CONTINUATIONS).get(0);
        assertThat(read.origin()).isEqualTo(continuation.origin());
        assertThat(List.of(read.attemptSample(), read.proposal())).containsExactly(3, 2);
        assertThat(Rows.content(read.rollout())).isEqualTo(Rows.content(continuation.rollout()));

        SplicedPrefix prefix = new SplicedPrefix(TokenSequence.of(1, 2), TokenSequence.of(3, 4, 5), 2, "a\n\nb");
        List<InterventionRow> interventions = List.of(
                new InterventionRow(
                        "p",
                        0,
                        1,
                        0,
                        "raw </x>",
                        InterventionRow.Status.KEPT,
                        "",
                        Optional.of(new Intervention("try", 7)),
                        Optional.of(prefix),
                        Optional.of(prefix)),
                new InterventionRow(
                        "p",
                        0,
                        1,
                        1,
                        "",
                        InterventionRow.Status.MALFORMED,
                        "no block",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        TraceFile.write(file, TraceSchemas.INTERVENTIONS, Map.of(), interventions);
        assertThat(TraceFile.read(file, TraceSchemas.INTERVENTIONS)).isEqualTo(interventions);

        SftRow sft = new SftRow("p", 0, 1, TokenSequence.of(1, 2, 3), new boolean[] {false, true, true}, "t");
        TraceFile.write(file, TraceSchemas.SFT, Map.of(), List.of(sft));
        SftRow back = TraceFile.read(file, TraceSchemas.SFT).get(0);
        assertThat(back.mask()).isEqualTo(sft.mask());
        assertThat(back.tokens()).isEqualTo(sft.tokens());
        assertThat(back.trainedTokens()).isEqualTo(2);
    }

    @Test
    void aFileWithoutRowsIsAFile() {
        Path file = dir.resolve("none.arrow");
        TraceFile.write(file, TraceSchemas.SFT, Map.of("k", "v"), List.of());
        assertThat(TraceFile.read(file, TraceSchemas.SFT)).isEmpty();
        try (TraceReader<SftRow> reader = TraceReader.open(file, TraceSchemas.SFT)) {
            assertThat(reader.metadata())
                    .containsEntry("k", "v")
                    .containsEntry("intrain.schema", "sft")
                    .containsEntry("intrain.version", "1");
        }
    }

    @Test
    void equalRowsGiveEqualBytesWhateverTheMemoryHeldBefore() throws IOException {
        Path a = dir.resolve("a.arrow");
        Path b = dir.resolve("b.arrow");
        Map<String, String> orderA = new LinkedHashMap<>();
        Map<String, String> orderB = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            orderA.put("key" + i, "v");
            orderB.put("key" + (19 - i), "v");
        }
        TraceFile.write(
                a, TraceSchemas.PROBLEMS, orderA, List.of(new Problem("x", "s", "1", Optional.empty(), orderA)));
        TraceFile.write(
                b, TraceSchemas.PROBLEMS, orderB, List.of(new Problem("x", "s", "1", Optional.empty(), orderB)));
        assertThat(Files.mismatch(a, b)).isEqualTo(-1);

        TraceFile.write(a, TraceSchemas.ROLLOUTS, Map.of(), Rows.rollouts(5000));
        TraceFile.write(dir.resolve("other.arrow"), TraceSchemas.ROLLOUTS, Map.of(), Rows.rollouts(977));
        TraceFile.write(b, TraceSchemas.ROLLOUTS, Map.of(), Rows.rollouts(5000));
        assertThat(Files.mismatch(a, b)).isEqualTo(-1);
    }

    @Test
    void memoryStaysBoundedOverManyLargeRows() throws IOException {
        RolloutRow big = Rows.rollout(2, 100_000, "x".repeat(300_000));
        Path file = dir.resolve("big.arrow");
        int rows = 200;
        try (OutputStream out = Files.newOutputStream(file);
                TraceWriter<RolloutRow> writer = new TraceWriter<>(out, TraceSchemas.ROLLOUTS, Map.of())) {
            for (int i = 0; i < rows; i++) {
                writer.accept(big);
            }
            writer.finish();
            assertThat(Files.size(file)).isGreaterThan(10 * TraceWriter.BATCH_BYTES);
            assertThat(writer.peakMemory()).isLessThan(5 * TraceWriter.BATCH_BYTES);
        }
        AtomicInteger count = new AtomicInteger();
        TraceFile.forEach(file, TraceSchemas.ROLLOUTS, row -> {
            assertThat(row.trace().completion()).isEqualTo(big.trace().completion());
            count.incrementAndGet();
        });
        assertThat(count).hasValue(rows);
    }

    @Test
    void aTruncatedOrDamagedFileIsNamed() throws IOException {
        Path file = dir.resolve("rollouts.arrow");
        TraceFile.write(file, TraceSchemas.ROLLOUTS, Map.of(), Rows.rollouts(100));
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 3, 8, 100, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> TraceFile.read(file, TraceSchemas.ROLLOUTS))
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(IntrainException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("truncated or damaged");
        }
        Files.writeString(file, "{\"not\": \"arrow\"}");
        assertThatThrownBy(() -> TraceFile.read(file, TraceSchemas.ROLLOUTS)).isInstanceOf(IntrainException.class);
    }

    @Test
    void damagedBytesNeverCrash() throws IOException {
        Path file = dir.resolve("rollouts.arrow");
        TraceFile.write(file, TraceSchemas.ROLLOUTS, Map.of(), Rows.rollouts(3));
        byte[] whole = Files.readAllBytes(file);
        for (int at = 8; at < whole.length; at += 61) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) 0xFF;
            Files.write(file, damaged);
            try {
                TraceFile.read(file, TraceSchemas.ROLLOUTS);
            } catch (IntrainException e) {
                assertThat(e).hasMessageContaining(file.toString());
            }
        }
    }

    @Test
    void theWrongSchemaVersionOrColumnIsRefused() {
        Path file = dir.resolve("some.arrow");
        TraceFile.write(file, TraceSchemas.ROLLOUTS, Map.of(), Rows.rollouts(1));
        assertThatThrownBy(() -> TraceFile.read(file, TraceSchemas.SFT))
                .isInstanceOf(IntrainException.class)
                .hasMessageContaining(file + " holds rollouts, but sft are needed");
        ArrowSchema<String> later =
                ArrowSchema.<String>named("words", 2).text("word", w -> w).build(r -> r.text("word"));
        ArrowSchema<String> now =
                ArrowSchema.<String>named("words", 1).text("word", w -> w).build(r -> r.text("word"));
        ArrowSchema<String> other =
                ArrowSchema.<String>named("words", 1).text("w", w -> w).build(r -> r.text("w"));
        TraceFile.write(file, later, Map.of(), List.of("x"));
        assertThatThrownBy(() -> TraceFile.read(file, now))
                .hasMessageContaining("of version 2, but this engine reads version 1");
        TraceFile.write(file, other, Map.of(), List.of("x"));
        assertThatThrownBy(() -> TraceFile.read(file, now)).hasMessageContaining("its column 'word' is missing");
        assertThatThrownBy(() -> TraceFile.read(dir.resolve("absent.arrow"), now))
                .isInstanceOf(IntrainException.class)
                .hasMessageContaining("There is no file");
    }

    @Test
    void aFailingSourceLeavesTheOldFileAndNoOther() throws IOException {
        Path file = dir.resolve("rollouts.arrow");
        TraceFile.write(file, TraceSchemas.ROLLOUTS, Map.of(), Rows.rollouts(2));
        assertThatThrownBy(() -> TraceFile.stream(file, TraceSchemas.ROLLOUTS, new HashMap<>(), sink -> {
                    Rows.rollouts(5000).forEach(sink);
                    throw new IllegalStateException("stop");
                }))
                .hasMessage("stop");
        assertThat(TraceFile.read(file, TraceSchemas.ROLLOUTS)).hasSize(2);
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).containsExactly(file);
        }
    }
}
