package dev.intrain.core.stage;

import dev.intrain.api.IntrainException;
import dev.intrain.api.Problem;
import dev.intrain.api.Step;
import dev.intrain.api.engine.CompletionRequest.Turn;
import dev.intrain.core.data.HeldOutTexts;
import dev.intrain.core.data.ProblemReader;
import dev.intrain.core.recipe.BenchmarkRecipe;
import dev.intrain.core.recipe.DataRecipe;
import dev.intrain.core.trace.TraceFile;
import dev.intrain.core.trace.TraceSchemas;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the pool of problems; those without a reference solution are left out and counted, and so are those that stand in a benchmark.
 *
 * <p>Differs from the paper: second-hand notes say that it trains on about 360 of the 400 problems of the benchmark it reports, and
 * reports the rest; {@code data.exclude.benchmarks} set to false does so.
 */
final class SelectStage implements Stage {
    @Override
    public String name() {
        return "select";
    }

    @Override
    public List<Path> inputs(RunContext context) {
        List<String> paths = new ArrayList<>(List.of(context.recipe().data().path()));
        for (BenchmarkRecipe benchmark : heldOut(context)) {
            paths.add(benchmark.path());
        }
        return paths.stream()
                .map(path -> context.recipeFolder().resolve(path))
                .filter(Files::exists)
                .toList();
    }

    /** The benchmarks whose problems must not be trained on. */
    private static List<BenchmarkRecipe> heldOut(RunContext context) {
        return context.recipe().data().exclude().benchmarks()
                ? context.recipe().eval().benchmarks()
                : List.of();
    }

    @Override
    public List<Object> settings(RunContext context) {
        return List.of(context.recipe().data(), heldOut(context));
    }

    @Override
    public List<Path> outputs(RunContext context) {
        return List.of(context.files().problems());
    }

    @Override
    public String run(RunContext context) {
        DataRecipe data = context.recipe().data();
        List<Problem> read = ProblemReader.read(
                context.catalog(), data.source(), data.path(), context.recipeFolder(), data.options(), data.limit());
        List<Problem> usable =
                read.stream().filter(p -> p.referenceSolution().isPresent()).toList();
        int without = read.size() - usable.size();
        if (usable.isEmpty()) {
            throw new IntrainException("none of the " + read.size() + " problems of " + data.path()
                    + " has a reference solution: check the column name in data.options.solution");
        }
        HeldOutTexts texts = heldOutTexts(context);
        List<Problem> pool = usable.stream().filter(p -> !texts.contain(p)).toList();
        int excluded = usable.size() - pool.size();
        if (pool.isEmpty()) {
            throw new IntrainException("all " + usable.size() + " problems of " + data.path()
                    + " stand in eval.benchmarks too: train on others, or set data.exclude.benchmarks to false");
        }
        TraceFile.write(
                context.files().problems(),
                TraceSchemas.PROBLEMS,
                Map.of("without_reference", String.valueOf(without), "held_out", String.valueOf(excluded)),
                pool);
        tellUnknownText(context, pool);
        return pool.size() + " problems"
                + (without == 0 ? "" : ", " + without + " skipped for want of a reference solution")
                + (excluded == 0 ? "" : ", " + excluded + " left out because they are held out");
    }

    private static HeldOutTexts heldOutTexts(RunContext context) {
        List<Problem> heldOut = new ArrayList<>();
        for (BenchmarkRecipe one : heldOut(context)) {
            // All of it, whatever its limit: a problem that is not reported today may be tomorrow.
            heldOut.addAll(ProblemReader.read(
                    context.catalog(), one.source(), one.path(), context.recipeFolder(), one.options(), 0));
        }
        return HeldOutTexts.of(heldOut, context.recipe().data().exclude().words());
    }

    /** What its tokenizer does not know, a model cannot see, and nothing later would show it: the first such text is told. */
    private static void tellUnknownText(RunContext context, List<Problem> problems) {
        for (Problem problem : problems) {
            for (Turn turn : turns(context, problem)) {
                Optional<String> unknown = context.tokenizer().unknownIn(turn.content());
                if (unknown.isPresent()) {
                    context.progress()
                            .message("the tokenizer does not know '" + unknown.get() + "' in what problem "
                                    + problem.id() + " is asked with: the model reads its unknown token there");
                    return;
                }
            }
        }
    }

    /** All that a problem is put into; its reference solution stands in for an attempt. */
    private static List<Turn> turns(RunContext context, Problem problem) {
        List<Turn> turns = new ArrayList<>();
        turns.add(new Turn("user", context.recipe().model().prompt().userTurn(problem.statement())));
        List<Step> steps = context.splitter().split(problem.referenceSolution().orElse(""));
        Optional<String> guided = context.recipe().propose().guided() ? Optional.of("") : Optional.empty();
        turns.addAll(context.proposePrompts().critiqueTurns(problem, steps, guided));
        return turns;
    }
}
