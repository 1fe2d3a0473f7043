package dev.intrain.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadTest {
    @Test
    void findsTheLongestPromptWithoutLookingAtShortOnes() {
        List<String> looked = new ArrayList<>();

        int longest = Workload.longest(List.of("aaaa aaaa aaaa", "a b c d e f g", "a b"), text -> {
            looked.add(text);
            return 2 + text.split(" ", -1).length;
        });

        assertThat(longest).isEqualTo(9);
        assertThat(looked).doesNotContain("a b");
    }

    @Test
    void countsBytesWhereCharactersHaveMany() {
        // A byte-level tokenizer can need four tokens for one character.
        List<String> texts = List.of("abcdefghi", "\uD83D\uDE00".repeat(4));

        assertThat(Workload.longest(texts, text -> text.startsWith("a") ? 9 : text.isEmpty() ? 0 : 16))
                .isEqualTo(16);
    }

    @Test
    void thereMayBeNone() {
        assertThat(Workload.longest(List.of(), text -> 1)).isZero();
    }
}
