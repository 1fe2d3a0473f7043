package dev.intrain.core.intervention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.api.Step;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlankLineSplitterTest {
    /** Line breaks are written as slashes, steps are separated by bars. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "a, a",
                "\"\", \"\"",
                "a//b, a|b",
                "a/b, a/b",
                "a///b, a|/b",
                "a////b, a||b",
                "//a, |a",
                "a//, a|",
                "//, |",
                "///, |/",
                "a//b//c, a|b|c"
            })
    void splitsAsPythonDoes(String text, String expected) {
        String attempt = text.replace('/', '\n');
        List<Step> steps = new BlankLineSplitter().split(attempt);
        assertThat(steps)
                .extracting(Step::text)
                .containsExactly(expected.replace('/', '\n').split("\\|", -1));
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            assertThat(step.number()).isEqualTo(i + 1);
            assertThat(attempt.substring(step.start(), step.end())).isEqualTo(step.text());
        }
    }
}
