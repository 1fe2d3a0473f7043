package dev.intrain.maven.fork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void readsWhatItWrites() {
        Map<String, Object> value = Map.of(
                "text", "a \"quote\", a \\ and\nlines\t\u0001 ü € \uD83D\uDE00",
                "numbers", List.of(0L, -12L, 1.5, 9007199254740993L),
                "nested", Map.of("yes", true, "no", false, "none", List.of()));

        assertThat(JsonReader.read(JsonWriter.write(value))).isEqualTo(value);
        assertThat(JsonReader.read(" null ")).isNull();
        assertThat(JsonReader.read("\"\\u00e9\\/\\b\"")).isEqualTo("é/\b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1,",
                "{\"a\" 1}",
                "{a:1}",
                "tru",
                "\"open",
                "\"\\x\"",
                "1 2",
                "01x",
                "[1 2]",
                "\"\\u12\"",
                "-"
            })
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(() -> JsonReader.read(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesEndlessNesting() {
        assertThatThrownBy(() -> JsonReader.read("[".repeat(100_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nested too deeply");
    }
}
