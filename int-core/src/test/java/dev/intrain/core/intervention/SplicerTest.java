package dev.intrain.core.intervention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.Intervention;
import dev.intrain.api.IntrainException;
import dev.intrain.api.Step;
import dev.intrain.api.TokenSequence;
import dev.intrain.core.tokenizer.Tokenizer;
import dev.intrain.core.tokenizer.TokenizerFixtures;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplicerTest {
    @TempDir
    Path folder;

    private final BlankLineSplitter splitter = new BlankLineSplitter();
    private Tokenizer tokenizer;
    private Splicer splicer;

    @BeforeEach
    void load() {
        tokenizer = Tokenizer.load(TokenizerFixtures.writeWordLevel(folder));
        splicer = new Splicer(tokenizer);
    }

    @AfterEach
    void close() {
        tokenizer.close();
    }

    @Test
    void aStopWithItsBlankLineAsOneTokenIsKept() {
        // "x1", ".\n\n" as one token, ...
        TokenSequence attempt = ids("x1.\n\nx2.\n\nx3.<|im_end|>");
        assertThat(attempt.get(2)).isEqualTo(tokenizer.idOf(".\n\n"));
        Spliced.Joined joined = joined(attempt, new Intervention("y2", 2), false);
        assertThat(joined.text()).isEqualTo("x1.\n\ny2");
        assertThat(joined.keptTokens()).isEqualTo(3);
        assertThat(joined.keptChars()).isEqualTo(5);
        assertThat(joined.cut()).isEqualTo(5);
        assertThat(joined.contentEnd()).isEqualTo(7);
        assertThat(joined.newTokens()).isEqualTo(2);
        assertUnchanged(attempt, joined);
    }

    @Test
    void threeLineBreaksAsOneTokenAreCutInside() {
        TokenSequence attempt = ids("x1\n\n\nx2\n\nx3");
        assertThat(attempt.get(2)).isEqualTo(tokenizer.idOf("\n\n\n"));
        // steps: "x1", "\nx2", "x3"
        Spliced.Joined joined = joined(attempt, new Intervention("y2", 2), false);
        assertThat(joined.text()).isEqualTo("x1\n\ny2");
        assertThat(joined.keptTokens()).isEqualTo(2);
        assertThat(joined.keptChars()).isEqualTo(2);
        assertThat(joined.cut()).isEqualTo(4);
        assertThat(joined.ids().get(2)).isEqualTo(tokenizer.idOf("\n\n"));
        assertUnchanged(attempt, joined);
    }

    @Test
    void idsOfThePolicyAreKeptAsItChoseThem() {
        // "a", "b" and "\n", "\n" where the tokenizer would write "ab" and "\n\n"
        TokenSequence attempt = TokenSequence.of(
                tokenizer.idOf("a"),
                tokenizer.idOf("b"),
                tokenizer.idOf("\n"),
                tokenizer.idOf("\n"),
                tokenizer.idOf("x"));
        Spliced.Joined joined = joined(attempt, new Intervention("y", 2), false);
        assertThat(joined.keptTokens()).isEqualTo(4);
        assertThat(joined.text()).isEqualTo("ab\n\ny");
        assertUnchanged(attempt, joined);
    }

    @Test
    void aStepInsideOneTokenIsCutInside(@TempDir Path gpt2) {
        try (Tokenizer real = Tokenizer.load(TokenizerFixtures.gpt2(gpt2))) {
            // four line breaks are one token of GPT-2: they hold an empty step
            TokenSequence attempt = TokenSequence.of(real.encode("One" + "\n".repeat(4) + "Two"));
            String text = real.decode(attempt);
            List<Step> steps = splitter.split(text);
            assertThat(steps).extracting(Step::text).containsExactly("One", "", "Two");
            Spliced spliced = new Splicer(real).splice(attempt, steps, new Intervention("New", 2), true);
            assertThat(spliced).isInstanceOfSatisfying(Spliced.Joined.class, joined -> {
                assertThat(joined.text()).isEqualTo("One\n\nNew\n\n");
                assertUnchanged(attempt, joined);
            });
        }
    }

    @Test
    void aCutInsideACharacterOfSeveralTokensIsNoBoundary(@TempDir Path gpt2) {
        try (Tokenizer real = Tokenizer.load(TokenizerFixtures.gpt2(gpt2))) {
            TokenSequence attempt = TokenSequence.of(real.encode("\uD80C\uDC00 caf\u00e9\n\nTwo\n\n\uD80C\uDC00"));
            List<Step> steps = splitter.split(real.decode(attempt));
            Spliced spliced =
                    new Splicer(real).splice(attempt, steps, new Intervention("\uD83D\uDE00 e\u0301", 3), false);
            assertThat(spliced).isInstanceOfSatisfying(Spliced.Joined.class, joined -> {
                assertThat(joined.text()).isEqualTo("\uD80C\uDC00 caf\u00e9\n\nTwo\n\n\uD83D\uDE00 e\u0301");
                assertUnchanged(attempt, joined);
            });
        }
    }

    @Test
    void locationOneIsTheContentAlone() {
        Spliced.Joined joined = joined(ids("x1\n\nx2"), new Intervention("y1", 1), false);
        assertThat(joined.text()).isEqualTo("y1");
        assertThat(joined.keptTokens()).isZero();
        assertThat(joined.cut()).isZero();
    }

    @Test
    void aLocationPastTheEndIsDropped() {
        TokenSequence attempt = ids("x1\n\nx2");
        assertThat(splice(attempt, new Intervention("y", 2), true)).isInstanceOf(Spliced.Joined.class);
        assertThat(splice(attempt, new Intervention("y", 3), true)).isEqualTo(new Spliced.Dropped("LOCATION_PAST_END"));
    }

    @Test
    void singleLineBreaksBecomeBlankLines() {
        Spliced.Joined joined = joined(ids("x1\n\nx2"), new Intervention("\ny1\ny2\r\ny3\n\ny4\n", 2), false);
        assertThat(joined.text()).isEqualTo("x1\n\ny1\n\ny2\n\ny3\n\ny4");
    }

    @Test
    void aClosingBlankLineIsAChoice() {
        Spliced.Joined joined = joined(ids("x1\n\nx2"), new Intervention("y1.", 2), true);
        assertThat(joined.text()).isEqualTo("x1\n\ny1.\n\n");
        assertThat(joined.contentEnd()).isEqualTo(7);
        assertThat(joined.ids().get(joined.ids().length() - 1)).isEqualTo(tokenizer.idOf(".\n\n"));
    }

    @Test
    void whatTheVocabularyCannotSpellIsDropped() {
        assertThat(splice(ids("x1\n\nx2"), new Intervention("caf\u00e9", 2), false))
                .isEqualTo(new Spliced.Dropped("NOT_SPELLABLE"));
        assertThat(splice(ids("x1\n\nx2"), new Intervention("y<|im_end|>", 2), false))
                .isEqualTo(new Spliced.Dropped("NOT_SPELLABLE"));
    }

    @Test
    void realTokensOfAllStepsAreKept() {
        try (Tokenizer real = Tokenizer.load(TokenizerFixtures.realFiles("qwen2.5"))) {
            String text =
                    "We compute $x^2$.\n\nThus:\n\n\n\\[\ny = \\frac{1}{2}\n\\]\n\n\n\nSo caf\u00e9 \u2014 done.\n\nThe answer is \\boxed{5}.";
            TokenSequence attempt = TokenSequence.of(real.encode(text + "<|im_end|>"));
            List<Step> steps = splitter.split(text);
            for (int location = 1; location <= steps.size(); location++) {
                Spliced spliced =
                        new Splicer(real).splice(attempt, steps, new Intervention("Let me\nthink.", location), true);
                String expected = text.substring(0, steps.get(location - 1).start()) + "Let me\n\nthink.\n\n";
                assertThat(spliced).isInstanceOfSatisfying(Spliced.Joined.class, joined -> {
                    assertThat(joined.text()).isEqualTo(expected);
                    assertUnchanged(attempt, joined);
                });
            }
        }
    }

    @Test
    void stepsOfAnotherAttemptAreRefused() {
        assertThatThrownBy(
                        () -> splicer.splice(ids("x"), splitter.split("long\n\ntext"), new Intervention("y", 2), true))
                .isInstanceOf(IllegalArgumentException.class)
                .isNotInstanceOf(IntrainException.class)
                .hasMessageContaining("not of one attempt");
    }

    private static void assertUnchanged(TokenSequence attempt, Spliced.Joined joined) {
        int kept = joined.keptTokens();
        assertThat(joined.ids().slice(0, kept)).isEqualTo(attempt.slice(0, kept));
    }

    private TokenSequence ids(String text) {
        return TokenSequence.of(tokenizer.encode(text));
    }

    private Spliced splice(TokenSequence attempt, Intervention intervention, boolean endWithBlankLine) {
        return splicer.splice(attempt, splitter.split(tokenizer.decode(attempt)), intervention, endWithBlankLine);
    }

    private Spliced.Joined joined(TokenSequence attempt, Intervention intervention, boolean endWithBlankLine) {
        return (Spliced.Joined) splice(attempt, intervention, endWithBlankLine);
    }
}
