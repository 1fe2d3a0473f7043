package dev.intrain.core.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceSchemaDocTest {
    @Test
    void everyColumnIsDocumented() throws IOException {
        String doc = Files.readString(Path.of("..", "docs", "trace-schema.md"));
        for (ArrowSchema<?> schema : List.of(
                TraceSchemas.PROBLEMS,
                TraceSchemas.ROLLOUTS,
                TraceSchemas.CONTINUATIONS,
                TraceSchemas.INTERVENTIONS,
                TraceSchemas.SFT)) {
            assertThat(doc).contains("## " + schema.name());
            assertThat(schema.columnNames())
                    .allSatisfy(column -> assertThat(doc).contains("`" + column + "`"));
        }
    }
}
