package dev.intrain.core.stage;

import dev.intrain.api.IntrainException;
import dev.intrain.api.Problem;
import dev.intrain.api.optim.Optimizer;
import dev.intrain.core.model.Decoder;
import dev.intrain.core.recipe.RlRecipe;
import dev.intrain.core.rl.GrpoListener;
import dev.intrain.core.rl.GrpoSettings;
import dev.intrain.core.rl.GrpoStep;
import dev.intrain.core.rl.GrpoTrainer;
import dev.intrain.core.rl.RlGroup;
import dev.intrain.core.rl.RlProblem;
import dev.intrain.core.rollout.RolloutEngine;
import dev.intrain.core.trace.Outcome;
import dev.intrain.core.trace.TraceFile;
import dev.intrain.core.trace.TraceSchemas;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Outcome-reward GRPO on the problems the base policy failed at, from the fine-tuned model or, as a baseline, from the base. */
final class RlStage implements Stage {
    /** Above rounding, far below what a wrong mask, position or temperature causes. */
    private static final double LOGPROB_GAP_LIMIT = 1e-2;

    @Override
    public String name() {
        return "rl";
    }

    @Override
    public List<Path> inputs(RunContext context) {
        return List.of(
                context.rlStart(), context.files().problems(), context.files().rollouts());
    }

    @Override
    public List<Object> settings(RunContext context) {
        var recipe = context.recipe();
        return List.of(recipe.seed(), recipe.model(), recipe.grade(), recipe.rl());
    }

    @Override
    public List<Path> outputs(RunContext context) {
        return List.of(context.files().model());
    }

    @Override
    public String run(RunContext context) {
        List<Problem> pool = hardProblems(context);
        RlRecipe recipe = context.recipe().rl();
        Progress progress = new Progress(context, recipe.steps());
        List<RlProblem> prompts = pool.stream()
                .map(p -> new RlProblem(p.id(), context.promptOf(p)))
                .toList();
        int longest = prompts.stream().mapToInt(p -> p.prompt().length()).max().orElse(0);
        try (Decoder model = context.load(context.rlStart());
                Optimizer optimizer = context.optimizer(model, recipe.optimizer());
                RolloutEngine rollouts =
                        context.rolloutEngine(model, context.contextTokens(model, longest, recipe.maxNewTokens()));
                TraceGrader grader = context.grader(pool)) {
            GrpoSettings settings = new GrpoSettings(
                    recipe,
                    context.learningRate(recipe.optimizer(), recipe.steps()),
                    name(),
                    context.recipe().seed(),
                    context.chat().stopIds(),
                    context.recipe().engine().slots(),
                    context.recipe().engine().recompute(),
                    LOGPROB_GAP_LIMIT,
                    context.recipe().grade().verifier().id());
            @Nullable Decoder reference = recipe.loss().klCoefficient() > 0 ? context.load(context.rlStart()) : null;
            try {
                new GrpoTrainer(model, optimizer, rollouts, reference, settings)
                        .train(
                                prompts,
                                trace -> grader.grade(trace, trace.text()),
                                context.checkpoints(name()),
                                progress);
            } finally {
                if (reference != null) {
                    reference.close();
                }
            }
            context.save(model, context.files().model());
        }
        return String.format(
                Locale.ROOT, "%d steps on %d problems, last reward %.3f", recipe.steps(), pool.size(), progress.reward);
    }

    private static List<Problem> hardProblems(RunContext context) {
        Set<String> failed = new HashSet<>();
        TraceFile.forEach(context.files().rollouts(), TraceSchemas.ROLLOUTS, row -> {
            if (row.outcome() != Outcome.CORRECT) {
                failed.add(row.trace().problemId());
            }
        });
        List<Problem> pool = TraceFile.read(context.files().problems(), TraceSchemas.PROBLEMS).stream()
                .filter(p -> failed.contains(p.id()))
                .toList();
        if (pool.isEmpty()) {
            throw new IntrainException(
                    "the base model solved every attempt at every problem, so there is nothing to learn: give it"
                            + " harder problems");
        }
        return pool;
    }

    /** Logs every step and shows it. */
    private static final class Progress implements GrpoListener {
        private final RunContext context;
        private final int steps;
        private double reward;

        Progress(RunContext context, int steps) {
            this.context = context;
            this.steps = steps;
        }

        @Override
        public void stepped(GrpoStep step, List<RlGroup> groups) {
            reward = step.groups().reward();
            context.metrics().log("rl", step.step(), step.columns());
            String note = String.format(
                    Locale.ROOT,
                    "reward %.3f, no advantage in %.0f %% of groups",
                    reward,
                    100 * step.groups().zeroAdvantage());
            context.progress().advanced("rl", step.step() + 1, steps, note);
        }

        @Override
        public void resumed(long step) {
            context.metrics().cutBack("rl", step - 1);
        }
    }
}
