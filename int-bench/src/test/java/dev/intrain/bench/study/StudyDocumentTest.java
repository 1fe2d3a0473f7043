package dev.intrain.bench.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.IntrainException;
import dev.intrain.core.recipe.RecipeFile;
import dev.intrain.core.run.Progress;
import dev.intrain.core.run.RunDirectory;
import dev.intrain.core.stage.Pipeline;
import dev.intrain.core.trace.TraceFile;
import dev.intrain.core.trace.TraceSchemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyDocumentTest {
    private static final Path STUDY = Path.of("../examples/study");
    private static final Path DOCUMENT = Path.of("../docs/study.md");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theCommittedDocumentIsWhatTheCommittedResultsSay() throws IOException {
        for (Map.Entry<Path, String> file : StudyDocument.files(STUDY, DOCUMENT).entrySet()) {
            assertThat(Files.readString(file.getKey()))
                    .as("%s: run int-bench study report examples/study --document docs/study.md", file.getKey())
                    .isEqualTo(file.getValue());
        }
    }

    /** Upper bounds are left out: their plug-ins are an example's, which is not built here. */
    @Test
    void everyArmWithoutAPlugInFindsItsProblems() {
        Study study = Study.read(STUDY.resolve("study.json"));
        List<Study.Arm> arms = study.arms().stream()
                .filter(arm -> arm.role() != Study.Role.UPPER_BOUND)
                .toList();
        assertThat(arms).hasSizeGreaterThan(10).allSatisfy(arm -> {
            Study.Setting setting = Objects.requireNonNull(study.settings().get(arm.setting()), arm.setting());
            List<String> overrides = new ArrayList<>(setting.overrides());
            overrides.addAll(arm.overrides());
            Path file = STUDY.resolve(arm.recipe());
            RunDirectory run = new RunDirectory(folder.resolve(arm.setting()).resolve(arm.name()));
            Pipeline.run(
                    RecipeFile.load(file, overrides),
                    file.toAbsolutePath().resolveSibling(""),
                    run.root(),
                    Set.of("select"),
                    Progress.SILENT);
            assertThat(TraceFile.read(run.problems(), TraceSchemas.PROBLEMS)).hasSize(800);
        });
    }

    /**
     * Accuracies 0.5 and 0.6 against 0.2 and 0.2 of seeds 1 and 2: differences 0.3 and 0.4, mean 35 points, standard error 5 points, t
     * with one degree of freedom 12.7062: 35 -+ 63.5.
     */
    @Test
    void tablesAreOfTheResultsAlone() throws IOException {
        Files.writeString(folder.resolve("study.json"), """
                {"settings": {"s": {"title": "S", "overrides": [], "steps": null}}, "arms": [
                  {"setting": "s", "name": "a", "title": "A", "role": "METHOD", "recipe": "a.yaml", "overrides": [], "seeds": 2,
                   "budgetOf": null},
                  {"setting": "s", "name": "b", "title": "B", "role": "PRIMARY", "recipe": "b.yaml", "overrides": [], "seeds": 3,
                   "budgetOf": "a"}]}
                """);
        result("a", 1, 0.5);
        result("a", 2, 0.6);
        result("b", 1, 0.2);
        result("b", 2, 0.2);
        Path document = folder.resolve("doc.md");
        Files.writeString(
                document,
                "before\n<!-- results: written by int-bench study report -->\nold\n<!-- end of results -->\nafter\n");
        StudyDocument.write(folder, document);
        assertThat(Files.readString(document))
                .startsWith("before\n")
                .endsWith("\nafter\n")
                .doesNotContain("old")
                .contains("| B | primary | 2 | +35.0 | -28.5 to +98.5 | 0.0903 |");
        assertThat(Files.readString(folder.resolve("study-s.svg"))).contains("<polyline", ">A</text>");
        assertThat(new StudyRunner(folder, folder.resolve("work"), line -> {}).missing())
                .extracting(Study.Run::file)
                .containsExactly("s/b/seed-3.json");
        new StudyRunner(folder, folder.resolve("work"), line -> {}).run(0, Set.of("s"), Set.of("a"));
        Files.delete(folder.resolve("results/s/a/seed-2.json"));
        Files.delete(folder.resolve("results/s/b/seed-2.json"));
        assertThatThrownBy(
                        () -> new StudyRunner(folder, folder.resolve("work"), line -> {}).run(0, Set.of(), Set.of("b")))
                .isInstanceOf(IntrainException.class)
                .hasMessageContaining("may spend what arm 'a' spent, but there is no ");
    }

    private void result(String arm, int seed, double accuracy) throws IOException {
        Path file = folder.resolve("results/s/" + arm + "/seed-" + seed + ".json");
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, """
                {"eval": {"rl": {"heldout": {"accuracy": %s, "low": 0.1, "high": 0.2}}},
                 "rl": {"steps": 3, "along": [{"step": 0, "forwardTokens": 10, "heldout": 0.1}, {"step": 3, "forwardTokens": 20, "heldout": %s}]},
                 "compute": {"total": {"forwardTokens": 1000000}}}
                """.formatted(accuracy, accuracy));
    }
}
