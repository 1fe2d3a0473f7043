package dev.intrain.core.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.CounterRandom;
import dev.intrain.api.TokenSequence;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenSpansTest {
    @Test
    void textOfRandomIdsIsWhatTheLibraryDecodes() {
        try (Tokenizer tokenizer = Tokenizer.load(TokenizerFixtures.realFiles("qwen2.5"))) {
            long key = CounterRandom.key("token spans");
            for (int trial = 0; trial < 300; trial++) {
                // low ids are single bytes: most sequences are not UTF-8
                int bound = trial % 2 == 0 ? 256 : tokenizer.vocabularySize();
                int[] ids = new int[40];
                for (int i = 0; i < ids.length; i++) {
                    ids[i] = CounterRandom.below(key, trial * 40L + i, bound);
                }
                TokenSequence sequence = TokenSequence.of(ids);
                TokenSpans spans = tokenizer.spans(sequence);
                assertThat(spans.text()).isEqualTo(tokenizer.decode(sequence));
                for (int n = 0; n <= ids.length; n++) {
                    if (spans.endsOnCharacter(n)) {
                        assertThat(tokenizer.decode(sequence.slice(0, n)))
                                .isEqualTo(spans.text().substring(0, spans.charEnd(n)));
                    }
                }
            }
        }
    }

    @Test
    void aTokenThatEndsInsideACharacterIsNoBoundary() {
        try (Tokenizer tokenizer = Tokenizer.load(TokenizerFixtures.realFiles("qwen2.5"))) {
            // one character of four bytes, in several tokens
            TokenSequence ids = TokenSequence.of(tokenizer.encode("a\uD80C\uDC00b"));
            TokenSpans spans = tokenizer.spans(ids);
            assertThat(ids.length()).isGreaterThan(3);
            assertThat(spans.text()).isEqualTo("a\uD80C\uDC00b");
            assertThat(spans.charEnd(1)).isEqualTo(1);
            assertThat(spans.endsOnCharacter(2)).isFalse();
            assertThatThrownBy(() -> spans.charEnd(2)).isInstanceOf(IllegalArgumentException.class);
            assertThat(spans.tokensUpTo(2)).isEqualTo(1);
            assertThat(spans.tokensUpTo(3)).isEqualTo(ids.length() - 1);
            assertThat(spans.tokensUpTo(99)).isEqualTo(ids.length());
        }
    }

    @Test
    void specialTokensHaveNoTextAndAreNotKeptAtACut(@TempDir Path folder) {
        try (Tokenizer tokenizer = Tokenizer.load(TokenizerFixtures.writeWordLevel(folder))) {
            TokenSequence ids = TokenSequence.of(tokenizer.encode("a<|im_end|>ab<|im_end|>"));
            TokenSpans spans = tokenizer.spans(ids);
            assertThat(spans.text()).isEqualTo("aab");
            assertThat(spans.length()).isEqualTo(4);
            assertThat(spans.tokensUpTo(0)).isZero();
            assertThat(spans.tokensUpTo(1)).isEqualTo(1);
            assertThat(spans.tokensUpTo(2)).isEqualTo(1);
            assertThat(spans.tokensUpTo(3)).isEqualTo(3);
        }
    }
}
