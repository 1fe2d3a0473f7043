package dev.intrain.core.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.api.FinishReason;
import dev.intrain.api.TokenSequence;
import dev.intrain.api.Trace;
import dev.intrain.core.trace.Outcome;
import dev.intrain.core.trace.RolloutRow;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ProblemScoreTest {
    @Test
    void truncatedCountsAndUnscoredDoesNot() {
        assertThat(ProblemScore.collect(List.of(
                        row("b", Outcome.CORRECT),
                        row("a", Outcome.TRUNCATED),
                        row("b", Outcome.UNPARSEABLE),
                        row("b", Outcome.UNSCORED),
                        row("a", Outcome.OVER_BUDGET),
                        row("c", Outcome.UNSCORED))))
                .containsExactly(new ProblemScore("b", 1, 2), new ProblemScore("a", 0, 2), new ProblemScore("c", 0, 0));
    }

    private static RolloutRow row(String problem, Outcome outcome) {
        float[] none = {};
        Trace trace = new Trace(
                problem, 0, 0, TokenSequence.EMPTY, TokenSequence.EMPTY, "", FinishReason.STOP, none, none, none);
        return new RolloutRow(trace, outcome, "", Optional.empty(), OptionalDouble.empty());
    }
}
