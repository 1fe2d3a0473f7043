package dev.intrain.core.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.core.recipe.Recipe;
import dev.intrain.core.recipe.RecipeFile;
import dev.intrain.core.run.Progress;
import dev.intrain.core.run.RunDirectory;
import dev.intrain.core.trace.InterventionRow;
import dev.intrain.core.trace.InterventionRow.Status;
import dev.intrain.core.trace.TraceFile;
import dev.intrain.core.trace.TraceSchemas;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every intervention is the model's own: the same pipeline on the same problems yields none with a model that learned to solve but never
 * to propose, and many with the one that did.
 */
class ProposalsAreSampledTest {
    private static final Path RECIPE = Path.of("../examples/smoke/intrain.yaml");
    private static final Set<String> STAGES = Set.of("select", "rollout", "propose");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void withoutTheSkillTheFunnelIsEmpty() throws URISyntaxException {
        Path model = Path.of(Objects.requireNonNull(getClass().getResource("/without-propose/config.json"))
                        .toURI())
                .resolveSibling("");
        List<InterventionRow> rows = propose("without", List.of("model.path=" + model));
        assertThat(rows).hasSizeGreaterThan(100);
        assertThat(rows.stream().filter(row -> row.status() == Status.KEPT)).isEmpty();
    }

    @Test
    void withTheSkillMostWrongAttemptsGetOne() {
        List<InterventionRow> rows = propose("with", List.of());
        long attempts = rows.stream()
                .map(row -> row.problemId() + "/" + row.sample())
                .distinct()
                .count();
        long kept = rows.stream().filter(row -> row.status() == Status.KEPT).count();
        assertThat(attempts).isGreaterThan(50);
        assertThat((double) kept / attempts).isGreaterThan(0.5);
    }

    private List<InterventionRow> propose(String name, List<String> overrides) {
        Recipe recipe = RecipeFile.load(RECIPE, overrides);
        Path run = folder.resolve(name);
        Pipeline.run(recipe, RECIPE.toAbsolutePath().normalize().resolveSibling(""), run, STAGES, Progress.SILENT);
        return TraceFile.read(new RunDirectory(run).interventions(), TraceSchemas.INTERVENTIONS);
    }
}
