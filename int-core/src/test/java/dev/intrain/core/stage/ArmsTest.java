package dev.intrain.core.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.api.Problem;
import dev.intrain.core.recipe.Recipe;
import dev.intrain.core.recipe.RecipeFile;
import dev.intrain.core.run.Metrics;
import dev.intrain.core.run.Progress;
import dev.intrain.core.run.RunDirectory;
import dev.intrain.core.trace.ContinuationRow;
import dev.intrain.core.trace.ContinuationRow.Origin;
import dev.intrain.core.trace.InterventionRow;
import dev.intrain.core.trace.Outcome;
import dev.intrain.core.trace.SftRow;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each arm of the comparison, and each ablation, is a recipe: what it changes is seen in the rows it trains on. */
class ArmsTest {
    private static final Path RECIPE =
            Path.of("../examples/smoke/intrain.yaml").toAbsolutePath().normalize();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void referencesAreTrainedToTheirEndTokenAndNothingIsProposed() {
        RunDirectory run = train("sft.rows=references", "sft.limit=5");
        List<SftRow> rows = TraceFile.read(run.sft(), TraceSchemas.SFT);
        assertThat(rows).hasSize(5).allSatisfy(row -> {
            assertThat(row.text()).startsWith("[1]");
            assertThat(row.tokens().get(row.tokens().length() - 1)).isEqualTo(2);
            assertThat(row.mask()[row.mask().length - 1]).isTrue();
        });
        assertThat(run.interventions()).doesNotExist();
        assertThat(Files.exists(run.sftModel())).isTrue();
    }

    @Test
    void reflectionsAreWholeRightSolutionsInTheModelsOwnVoice() {
        RunDirectory run = train(
                "sft.rows=reflections",
                "propose.prompts.reflect=../quickstart/prompts/reflect.txt",
                "rl.steps=0",
                "eval.models=[base]");
        Map<String, Problem> problems = TraceFile.read(run.problems(), TraceSchemas.PROBLEMS).stream()
                .collect(Collectors.toMap(Problem::id, problem -> problem));
        long wrong = TraceFile.read(run.rollouts(), TraceSchemas.ROLLOUTS).stream()
                .filter(row -> row.outcome() != Outcome.CORRECT)
                .count();
        List<SftRow> rows = TraceFile.read(run.sft(), TraceSchemas.SFT);
        assertThat(rows).isNotEmpty().hasSizeLessThanOrEqualTo((int) wrong).allSatisfy(row -> {
            String answer =
                    Objects.requireNonNull(problems.get(row.problemId())).answer();
            assertThat(row.text()).startsWith("1 ").endsWith("\\boxed{" + answer + "}");
            assertThat(row.tokens().get(row.tokens().length() - 1)).isEqualTo(2);
            assertThat(row.mask()[row.mask().length - 1]).isTrue();
        });
        assertThat(run.interventions()).doesNotExist();
    }

    @Test
    void plainReinforcementLearningStopsAtItsBudget() {
        RunDirectory run = train("sft.rows=none", "rl.steps=4", "rl.budget=1", "eval.everySteps=1");
        assertThat(run.sft()).doesNotExist();
        assertThat(run.sftModel()).doesNotExist();
        assertThat(Metrics.read(run.metrics())).noneMatch(row -> "rl".equals(row.get("stage")));
        assertThat(Metrics.read(run.metrics()))
                .filteredOn(row -> "rl-eval".equals(row.get("stage")))
                .hasSize(1);
    }

    @Test
    void aHintStandsInThePromptsOfReinforcementLearningOnly() {
        RunDirectory plain = train("sft.rows=none", "rl.steps=1", "eval.models=[base]");
        RunDirectory hinted = train(
                "sft.rows=none",
                "rl.steps=1",
                "eval.models=[base]",
                "rl.hint.share=0.5",
                "rl.hint.prompt=../quickstart/prompts/hint.txt");
        assertThat(prefill(hinted)).isGreaterThan(prefill(plain));
        assertThat(TraceFile.read(hinted.eval("base", "heldout"), TraceSchemas.ROLLOUTS)
                        .getFirst()
                        .trace()
                        .prompt())
                .isEqualTo(TraceFile.read(plain.eval("base", "heldout"), TraceSchemas.ROLLOUTS)
                        .getFirst()
                        .trace()
                        .prompt());
    }

    @Test
    void controlsAreContinuedAndSummedUp() throws IOException {
        RunDirectory run = train(
                "rl.steps=0",
                "filter.controls=[problem, prefix, original]",
                "filter.control=1",
                "eval.models=[base, sft]");
        Map<Origin, List<ContinuationRow>> rows =
                TraceFile.read(run.continuations(), TraceSchemas.CONTINUATIONS).stream()
                        .collect(Collectors.groupingBy(ContinuationRow::origin));
        assertThat(rows).containsOnlyKeys(Origin.values());
        assertThat(longest(rows, Origin.PROBLEM)).isLessThan(longest(rows, Origin.PREFIX));
        assertThat(longest(rows, Origin.PREFIX)).isLessThan(longest(rows, Origin.ORIGINAL));
        JsonNode summary = JsonMapper.shared().readTree(Files.readString(run.summary()));
        assertThat(summary.at("/beginnings").propertyNames())
                .containsExactlyInAnyOrder("intervention", "original", "prefix", "problem");
        assertThat(summary.at("/likelihoods/interventions/nllBase").asDouble()).isPositive();
        assertThat(summary.at("/likelihoods/references/nllBase").asDouble())
                .isGreaterThan(summary.at("/likelihoods/interventions/nllBase").asDouble());
        assertThat(summary.at("/compute/total/forwardTokens").asLong())
                .isEqualTo(Stream.of("rollout", "propose", "filter", "sft")
                        .mapToLong(stage -> summary.at("/compute/" + stage + "/forwardTokens")
                                .asLong())
                        .sum());
        assertThat(summary.at("/passAtK/sft/heldout/2").asDouble())
                .isGreaterThanOrEqualTo(summary.at("/passAtK/sft/heldout/1").asDouble());
        assertThat(summary.at("/entropy/base/heldout").asDouble()).isPositive();
        assertThat(Files.exists(run.model())).as("the model stage sft made").isTrue();
    }

    @Test
    void ablationsChangeTheRows() {
        RunDirectory method = train("rl.steps=0", "eval.models=[base]");
        RunDirectory all = train("rl.steps=0", "eval.models=[base]", "filter.keep=all");
        RunDirectory suffix = train("rl.steps=0", "eval.models=[base]", "filter.suffix=true");
        RunDirectory ends = train("rl.steps=0", "eval.models=[base]", "sft.endToken=true");
        RunDirectory best = train("rl.steps=0", "eval.models=[base]", "filter.choose=best");
        RunDirectory random = train("rl.steps=0", "eval.models=[base]", "propose.location=random");
        List<SftRow> rows = TraceFile.read(method.sft(), TraceSchemas.SFT);
        long kept = TraceFile.read(method.interventions(), TraceSchemas.INTERVENTIONS).stream()
                .filter(row -> row.status() == InterventionRow.Status.KEPT)
                .count();
        assertThat(rows).isNotEmpty().hasSizeLessThan((int) kept);
        assertThat(TraceFile.read(all.sft(), TraceSchemas.SFT)).hasSize((int) kept);
        assertThat(rows).noneMatch(row -> row.text().contains("boxed"));
        List<SftRow> whole = TraceFile.read(suffix.sft(), TraceSchemas.SFT);
        assertThat(whole).hasSameSizeAs(rows).allMatch(row -> row.text().contains("boxed"));
        for (int i = 0; i < rows.size(); i++) {
            assertThat(whole.get(i).text()).startsWith(rows.get(i).text());
        }
        assertThat(TraceFile.read(ends.sft(), TraceSchemas.SFT))
                .hasSameSizeAs(rows)
                .allMatch(row -> row.tokens().get(row.tokens().length() - 1) == 2);
        assertThat(TraceFile.read(best.interventions(), TraceSchemas.INTERVENTIONS))
                .noneMatch(row -> row.status() == InterventionRow.Status.DUPLICATE);
        assertThat(attempts(best)).doesNotHaveDuplicates();
        assertThat(locations(random)).isNotEqualTo(locations(method));
    }

    private static List<String> attempts(RunDirectory run) {
        return TraceFile.read(run.sft(), TraceSchemas.SFT).stream()
                .map(row -> row.problemId() + "/" + row.sample())
                .toList();
    }

    private static List<Integer> locations(RunDirectory run) {
        return TraceFile.read(run.interventions(), TraceSchemas.INTERVENTIONS).stream()
                .flatMap(row -> row.intervention().stream())
                .map(intervention -> intervention.location())
                .toList();
    }

    private static int longest(Map<Origin, List<ContinuationRow>> rows, Origin origin) {
        return rows.getOrDefault(origin, List.of()).stream()
                .mapToInt(row -> row.rollout().trace().prompt().length())
                .max()
                .orElseThrow();
    }

    private static double prefill(RunDirectory run) {
        return Metrics.read(run.metrics()).stream()
                .filter(row -> "rl".equals(row.get("stage")))
                .mapToDouble(row -> ((Number) row.getOrDefault("prefillTokens", 0)).doubleValue())
                .sum();
    }

    private RunDirectory train(String... overrides) {
        List<String> all = new ArrayList<>(List.of("data.limit=24", "rl.prompts=4", "rl.miniBatchPrompts=2"));
        all.addAll(List.of(overrides));
        Recipe recipe = RecipeFile.load(RECIPE, all);
        Path run = folder.resolve("run-" + all.hashCode());
        Pipeline.run(recipe, RECIPE.resolveSibling(""), run, Set.of(), Progress.SILENT);
        return new RunDirectory(run);
    }
}
