package dev.intrain.core.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.IntrainException;
import dev.intrain.api.Problem;
import dev.intrain.core.recipe.Recipe;
import dev.intrain.core.recipe.RecipeFile;
import dev.intrain.core.run.Progress;
import dev.intrain.core.run.RunDirectory;
import dev.intrain.core.trace.TraceFile;
import dev.intrain.core.trace.TraceSchemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelectStageTest {
    private static final Path MODEL =
            Path.of("../examples/quickstart/base").toAbsolutePath().normalize();

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void writeProblems() throws IOException {
        Files.writeString(folder.resolve("pool.csv"), """
                Name,Question,Result,Proof
                own,Find the sum of 1 and 2.,3,Add.
                bare,Find the sum of 2 and 2.,4,
                held,"Let n be a positive  integer. Find
                the sum of n and 5.",n+5,Add.
                reworded,"Determine, for a positive integer n: find the sum of $n$ and $5$!",n+5,Add.
                """);
        Files.writeString(folder.resolve("held.jsonl"), """
                {"problem": "Let n be a positive integer. Find the sum of n and 5.", "answer": "n+5", "solution": "Add."}
                """);
    }

    @Test
    void problemsWithoutAReferenceAndProblemsOfABenchmarkAreLeftOut() {
        assertThat(select()).extracting(Problem::id).containsExactly("own", "reworded");
        assertThat(select("data.exclude.words=6")).extracting(Problem::id).containsExactly("own");
        assertThat(select("data.exclude.benchmarks=false"))
                .extracting(Problem::id)
                .containsExactly("own", "held", "reworded");
        assertThat(select().getFirst().referenceSolution()).hasValue("Add.");
    }

    @Test
    void aPoolThatIsHeldOutAltogetherIsRefused() {
        assertThatThrownBy(() -> select("data.path=held.jsonl", "data.source=jsonl", "data.options={}"))
                .isInstanceOf(IntrainException.class)
                .hasMessage("all 1 problems of " + folder.resolve("held.jsonl")
                        + " stand in eval.benchmarks too: train on others, or set data.exclude.benchmarks to false");
    }

    private List<Problem> select(String... overrides) {
        List<String> all = new ArrayList<>(List.of(
                "engine.slots=1", "rollout.maxNewTokens=8", "propose.maxPromptTokens=8", "propose.maxNewTokens=8"));
        all.addAll(List.of("propose.guideMaxNewTokens=8", "rl.maxNewTokens=8", "eval.maxNewTokens=8"));
        all.addAll(List.of("sft.maxTokens=64", "sft.microBatchTokens=64", "rl.microBatchTokens=4096"));
        all.addAll(List.of(overrides));
        Recipe recipe = RecipeFile.parse("""
                model: {path: %s, dtype: f32}
                data:
                  source: csv
                  path: pool.csv
                  options: {id: Name, problem: Question, answer: Result, solution: Proof}
                eval:
                  benchmarks: [{name: held, path: held.jsonl}]
                """.formatted(MODEL), folder, all);
        Path run = folder.resolve("run-" + all.hashCode());
        Pipeline.run(recipe, folder, run, Set.of("select"), Progress.SILENT);
        return TraceFile.read(new RunDirectory(run).problems(), TraceSchemas.PROBLEMS);
    }
}
