package dev.intrain.core.stage;

import dev.intrain.api.IntrainException;
import dev.intrain.api.Problem;
import dev.intrain.api.Step;
import dev.intrain.api.data.ProblemSource;
import dev.intrain.api.engine.CompletionRequest.Turn;
import dev.intrain.core.recipe.DataRecipe;
import dev.intrain.core.trace.TraceFile;
import dev.intrain.core.trace.TraceSchemas;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the pool of problems; those without a reference solution are left out and counted. */
final class SelectStage implements Stage {
    @Override
    public String name() {
        return "select";
    }

    @Override
    public List<Path> inputs(RunContext context) {
        Path file = context.recipeFolder().resolve(context.recipe().data().path());
        return Files.exists(file) ? List.of(file) : List.of();
    }

    @Override
    public List<Object> settings(RunContext context) {
        return List.of(context.recipe().data());
    }

    @Override
    public List<Path> outputs(RunContext context) {
        return List.of(context.files().problems());
    }

    @Override
    public String run(RunContext context) {
        DataRecipe data = context.recipe().data();
        List<Problem> all = context.catalog()
                .select(ProblemSource.class, data.source())
                .read(data.path(), context.recipeFolder(), data.options());
        List<Problem> limited = data.limit() == 0 ? all : all.subList(0, Math.min(data.limit(), all.size()));
        List<Problem> usable =
                limited.stream().filter(p -> p.referenceSolution().isPresent()).toList();
        int without = limited.size() - usable.size();
        if (usable.isEmpty()) {
            throw new IntrainException("none of the " + limited.size() + " problems of " + data.path()
                    + " has a reference solution: check the column name in data.options.solution");
        }
        TraceFile.write(
                context.files().problems(),
                TraceSchemas.PROBLEMS,
                Map.of("without_reference", String.valueOf(without)),
                usable);
        tellUnknownText(context, usable);
        return usable.size() + " problems"
                + (without == 0 ? "" : ", " + without + " skipped for want of a reference solution");
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
