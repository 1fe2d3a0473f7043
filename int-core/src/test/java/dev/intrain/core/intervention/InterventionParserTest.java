package dev.intrain.core.intervention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.api.CounterRandom;
import dev.intrain.api.Intervention;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InterventionParserTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("corpus")
    void readsTheCorpus(String name, String output, Parsed expected) {
        assertThat(InterventionParser.parse(output)).isEqualTo(expected);
    }

    @Test
    void theCorpusIsLarge() throws IOException {
        assertThat(corpus()).hasSizeGreaterThanOrEqualTo(60);
    }

    /** A cubic or even quadratic parser would not end here. */
    @Test
    void longHostileOutputsAreRead() {
        String tag = "<intervention>{\"content\": \"";
        List<String> parts = List.of(
                tag,
                "<intervention",
                "</intervention>",
                "\"",
                "\\\"",
                "\", ",
                "\", \"location\": ",
                "\"}",
                "\\",
                " ",
                "content\": ",
                "content",
                "content:content",
                "location",
                "“",
                "{");
        for (String part : parts) {
            String run = part.repeat(2_000_000 / part.length());
            for (String output : List.of(run, tag + run, tag + run + "\", \"location\": 1}", run + tag)) {
                assertThat(InterventionParser.parse(output)).isNotNull();
            }
        }
    }

    @Test
    void neverThrows() {
        String[] parts = {
            "<intervention>",
            "</intervention>",
            "{",
            "}",
            "\"",
            "content",
            "location",
            ":",
            ",",
            "\\",
            "u",
            "n",
            "1",
            "99999999999",
            " ",
            "\n",
            "substep",
            "-",
            "'",
            "“",
            "a",
            "null",
            "\"\"\""
        };
        long key = CounterRandom.key("intervention parser");
        for (int trial = 0; trial < 20_000; trial++) {
            var text = new StringBuilder("<intervention>{\"content\": \"");
            for (int i = 0; i < 12; i++) {
                text.append(parts[CounterRandom.below(key, trial * 12L + i, parts.length)]);
            }
            assertThat(InterventionParser.parse(text.toString())).isNotNull();
        }
    }

    static List<Arguments> corpus() throws IOException {
        try (InputStream in = InterventionParserTest.class.getResourceAsStream("critiques.txt")) {
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Stream.of(all.split("(?m)^### "))
                    .skip(1)
                    .map(InterventionParserTest::entry)
                    .toList();
        }
    }

    private static Arguments entry(String text) {
        int name = text.indexOf('\n');
        int expected = text.indexOf("--- ");
        String output = expected == name + 1 ? "" : text.substring(name + 1, expected - 1);
        String[] lines = text.substring(expected + 4).split("\n", 2);
        String[] words = lines[0].split(" ");
        Parsed parsed = switch (words[0]) {
            case "FOUND" ->
                new Parsed.Found(
                        new Intervention(lines[1].substring(0, lines[1].length() - 1), Integer.parseInt(words[1])));
            case "NO_ERROR" -> new Parsed.NoError();
            case "MALFORMED" -> new Parsed.Malformed(Parsed.Reason.valueOf(words[1]));
            default -> throw new IllegalStateException(Arrays.toString(words));
        };
        return Arguments.of(text.substring(0, name), output, parsed);
    }
}
