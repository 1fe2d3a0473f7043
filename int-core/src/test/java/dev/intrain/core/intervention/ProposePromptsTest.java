package dev.intrain.core.intervention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.Intervention;
import dev.intrain.api.IntrainException;
import dev.intrain.api.Problem;
import dev.intrain.api.Step;
import dev.intrain.api.engine.CompletionRequest.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProposePromptsTest {
    private static final Problem PROBLEM =
            new Problem("p", "Find $x$ in {answer}.", "42", Optional.of("Use \\boxed{$1}."), Map.of());
    private static final List<Step> STEPS = new BlankLineSplitter().split("First.\n\nSecond.");

    @Test
    void twoTurns() {
        ProposePrompts prompts = ProposePrompts.of(true, null, null);
        List<Turn> guide = prompts.guideTurns(PROBLEM);
        assertThat(guide).hasSize(1);
        assertThat(guide.getFirst().content())
                .contains("Find $x$ in {answer}.", "Use \\boxed{$1}.")
                .doesNotContain("{problem}", "{referenceSolution}");
        List<Turn> critique = prompts.critiqueTurns(PROBLEM, STEPS, Optional.of("My solution."));
        assertThat(critique).extracting(Turn::role).containsExactly("user", "assistant", "user");
        assertThat(critique.get(0)).isEqualTo(guide.getFirst());
        assertThat(critique.get(1).content()).isEqualTo("My solution.");
        assertThat(critique.get(2).content())
                .contains(
                        "is 42.",
                        "Substep 1: First.\n\nSubstep 2: Second.\n",
                        "{\"content\": \"the step\", \"location\": 1}")
                .doesNotContain("{substeps}")
                .endsWith("</intervention>");
    }

    @Test
    void oneTurnShowsTheProblemItself() {
        List<Turn> critique = ProposePrompts.of(false, null, null).critiqueTurns(PROBLEM, STEPS, Optional.empty());
        assertThat(critique).hasSize(1);
        assertThat(critique.getFirst().content())
                .contains(
                        "Find $x$ in {answer}.",
                        "Use \\boxed{$1}.",
                        "is 42.",
                        "Substep 2: Second.",
                        "Detailed Verification Log");
    }

    @Test
    void filesReplaceTheTemplates(@TempDir Path folder) throws IOException {
        Path guide = Files.writeString(folder.resolve("guide.txt"), "G {problem} {other}\n");
        Path critique = Files.writeString(folder.resolve("critique.txt"), "C {attempt} {answer}");
        ProposePrompts prompts = ProposePrompts.of(true, guide, critique);
        assertThat(prompts.guideTurns(PROBLEM).getFirst().content()).isEqualTo("G Find $x$ in {answer}. {other}");
        assertThat(prompts.critiqueTurns(PROBLEM, STEPS, Optional.of(""))
                        .getLast()
                        .content())
                .isEqualTo("C First.\n\nSecond. 42");
        Path blind = Files.writeString(folder.resolve("blind.txt"), "{problem}");
        assertThatThrownBy(() -> ProposePrompts.of(true, null, blind))
                .isInstanceOf(IntrainException.class)
                .hasMessageContaining("put {substeps} or {attempt}");
        assertThatThrownBy(() -> ProposePrompts.of(true, folder.resolve("none.txt"), null))
                .isInstanceOf(IntrainException.class)
                .hasMessageContaining("none.txt cannot be read");
    }

    @Test
    void aProblemWithoutAReferenceIsNamed() {
        var problem = new Problem("p7", "?", "1", Optional.empty(), Map.of());
        assertThatThrownBy(() -> ProposePrompts.of(true, null, null).guideTurns(problem))
                .isInstanceOf(IntrainException.class)
                .hasMessageStartingWith("problem 'p7' has no reference solution");
    }

    @Test
    void theFirstProposalThatGivesNothingAwaySurvives() {
        List<Intervention> proposals = List.of(
                new Intervention("so x = 42", 1), new Intervention("use parity", 2), new Intervention("try 421", 3));
        assertThat(LeakFilter.firstSurvivor(" 42 ", proposals))
                .isEqualTo(new LeakFilter.Survivor(OptionalInt.of(1), 2));
        assertThat(LeakFilter.firstSurvivor("t", proposals.subList(1, 3)))
                .isEqualTo(new LeakFilter.Survivor(OptionalInt.empty(), 2));
        assertThat(LeakFilter.firstSurvivor("42", List.of()))
                .isEqualTo(new LeakFilter.Survivor(OptionalInt.empty(), 0));
    }
}
