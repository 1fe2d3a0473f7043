package dev.intrain.core.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.IntrainException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartFilesTest {
    @TempDir
    Path dir;

    @Test
    void joinedBytesDoNotDependOnWhereThePartsWereCut() throws IOException {
        List<RolloutRow> rows = Rows.rollouts(9000);
        Path direct = dir.resolve("direct.arrow");
        TraceFile.write(direct, TraceSchemas.ROLLOUTS, Map.of("inputs", "h"), rows);
        PartFiles<RolloutRow> parts = parts("h");
        parts.write(1, rows.subList(100, 4500));
        parts.write(0, rows.subList(0, 100));
        parts.write(2, rows.subList(4500, 9000));
        assertThat(parts.finished()).containsExactly(0, 1, 2);
        assertThat(parts.read(0)).hasSize(100);
        assertThat(Files.mismatch(parts.join(3), direct)).isEqualTo(-1);
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).containsExactlyInAnyOrder(direct, parts.joined());
        }
    }

    @Test
    void partsOfOtherInputsAndDamagedPartsDoNotCount() throws IOException {
        PartFiles<RolloutRow> old = parts("old");
        old.write(0, Rows.rollouts(1));
        PartFiles<RolloutRow> parts = parts("new");
        parts.write(1, Rows.rollouts(1));
        Files.write(parts.part(2), new byte[40]);
        Files.writeString(dir.resolve("rollouts.part-x.arrow"), "not ours");
        assertThat(parts.finished()).containsExactly(1);
        assertThatThrownBy(() -> parts.join(2))
                .isInstanceOf(IntrainException.class)
                .hasMessageContaining("rollouts.part-00000.arrow");
        assertThat(parts.joined()).doesNotExist();
        parts.deleteParts();
        assertThat(parts.part(0)).doesNotExist();
        assertThat(dir.resolve("rollouts.part-x.arrow")).exists();
    }

    @Test
    void noPartsJoinIntoAnEmptyFile() {
        PartFiles<RolloutRow> parts = new PartFiles<>(dir.resolve("new"), "r", TraceSchemas.ROLLOUTS, Map.of());
        assertThat(parts.finished()).isEmpty();
        assertThat(TraceFile.read(parts.join(0), TraceSchemas.ROLLOUTS)).isEmpty();
    }

    private PartFiles<RolloutRow> parts(String inputs) {
        return new PartFiles<>(dir, "rollouts", TraceSchemas.ROLLOUTS, Map.of("inputs", inputs));
    }
}
