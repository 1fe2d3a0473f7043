package dev.intrain.cuda;

import dev.intrain.api.Trace;
import dev.intrain.api.optim.Optimizer;
import dev.intrain.core.model.Decoder;
import dev.intrain.core.model.PackedBatch;
import dev.intrain.core.model.ScoringPass;
import dev.intrain.core.optim.AdamW8Provider;
import dev.intrain.core.optim.Checkpoints;
import dev.intrain.core.optim.LearningRate;
import dev.intrain.core.plan.StageMemory;
import dev.intrain.core.recipe.Recipe;
import dev.intrain.core.rl.Grader;
import dev.intrain.core.rl.GrpoListener;
import dev.intrain.core.rl.GrpoSettings;
import dev.intrain.core.rl.GrpoStep;
import dev.intrain.core.rl.GrpoTrainer;
import dev.intrain.core.rl.RlProblem;
import dev.intrain.core.rollout.RolloutEngine;
import dev.intrain.core.rollout.RolloutProgress;
import dev.intrain.core.rollout.RolloutRequest;
import dev.intrain.core.run.StopRequested;
import dev.intrain.core.trace.Outcome;
import dev.intrain.core.trace.RolloutRow;
import dev.intrain.cuda.BenchSizes.GapSizes;
import dev.intrain.cuda.BenchSizes.GrpoSizes;
import dev.intrain.cuda.BenchSizes.Model;
import dev.intrain.cuda.OnGpuDevice.Multiplier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Measures whole steps of reinforcement learning, made by the trainer of runs, and how far log-probabilities of rollout and training
 * are apart.
 *
 * @param sizes what to measure
 * @param devices opens the device
 * @param torch what PyTorch measured
 */
record OnGpuReinforcement(BenchSizes sizes, OnGpuDevice.Opener devices, TorchNumbers torch) {
    private static final int STEPS = 2;
    /** After so many no further step begins: two models have to be done in ten minutes. */
    private static final double BUDGET_SECONDS = 150;

    OnGpuTable grpo() {
        GrpoSizes s = sizes.grpo();
        OnGpuTable table = new OnGpuTable(
                "grpo",
                "Steps of GRPO: " + s.prompts() + " prompts, " + s.samples() + " samples of " + s.newTokens()
                        + " tokens each; the first step loads kernels");
        for (Model model : sizes.models()) {
            table.attempt("GRPO on " + model.name(), () -> {
                try (OnGpuDevice gpu = devices.open(Multiplier.AS_IN_RUNS)) {
                    grpo(gpu, table, model);
                }
            });
        }
        return table;
    }

    private Recipe recipe(int slots, boolean recompute) {
        GrpoSizes s = sizes.grpo();
        int longest = s.promptTokens() + s.newTokens();
        return OnGpuPlan.recipe(
                "engine.slots=" + slots,
                "engine.recompute=" + recompute,
                "rl.steps=" + STEPS,
                "rl.prompts=" + s.prompts(),
                "rl.miniBatchPrompts=" + s.prompts(),
                "rl.groupSize=" + s.samples(),
                "rl.maxNewTokens=" + s.newTokens(),
                "rl.microBatchTokens=" + 4 * longest,
                "rl.loss.maskTruncated=false",
                "rl.optimizer.id=adamw8");
    }

    /** As many slots as fit; then no recompute, if that fits as well. */
    private Optional<Recipe> fitting(OnGpuPlan plan) {
        for (int slots : sizes.grpo().slots()) {
            for (boolean recompute : new boolean[] {false, true}) {
                Recipe recipe = recipe(slots, recompute);
                if (plan.fits(memory(plan, recipe))) {
                    return Optional.of(recipe);
                }
            }
        }
        return Optional.empty();
    }

    private StageMemory memory(OnGpuPlan plan, Recipe recipe) {
        return plan.stage("rl", recipe, sizes.grpo().promptTokens());
    }

    private void grpo(OnGpuDevice gpu, OnGpuTable table, Model model) {
        OnGpuPlan plan = new OnGpuPlan(model.config(), gpu.driver.device().memoryBytes(), gpu.backend);
        Optional<Recipe> found = fitting(plan);
        if (found.isEmpty()) {
            table.note(model.name() + " is not trained here: int:plan finds no number of slots that fits.");
            return;
        }
        Recipe recipe = found.get();
        double planned = memory(plan, recipe).bytes();
        int slots = recipe.engine().slots();
        List<RlProblem> problems = IntStream.range(0, sizes.grpo().prompts())
                .mapToObj(i -> new RlProblem(
                        "p" + i,
                        OnGpuDecode.prompt(
                                sizes.grpo().promptTokens(), i, model.config().vocabSize())))
                .toList();
        int longest = sizes.grpo().promptTokens() + sizes.grpo().newTokens();
        try (Decoder decoder = gpu.model(model.config());
                Optimizer optimizer = new AdamW8Provider().create(gpu.backend, decoder.trainable(), Map.of());
                RolloutEngine engine = new RolloutEngine(decoder, longest, slots, ids -> "")) {
            GrpoListener listener = listener(gpu, table, model, recipe, planned);
            new GrpoTrainer(decoder, optimizer, engine, null, settings(recipe))
                    .train(problems, alternately(), Checkpoints.none(), listener);
        } catch (StopRequested enough) {
            table.note(model.name() + ": no second step, the first took too long.");
        }
    }

    private static GrpoSettings settings(Recipe recipe) {
        return new GrpoSettings(
                recipe.rl(),
                LearningRate.constant(1e-6, 0),
                "measurement",
                1,
                new int[] {-1},
                recipe.engine().slots(),
                recipe.engine().recompute(),
                Double.MAX_VALUE,
                Long.MAX_VALUE,
                "none");
    }

    /** Every second sample is right, so that all have an advantage and are trained on. */
    private static Grader alternately() {
        AtomicInteger count = new AtomicInteger();
        return trace -> {
            boolean right = count.getAndIncrement() % 2 == 0;
            return new RolloutRow(
                    trace,
                    right ? Outcome.CORRECT : Outcome.WRONG,
                    "",
                    Optional.empty(),
                    OptionalDouble.of(right ? 1 : 0));
        };
    }

    private GrpoListener listener(OnGpuDevice gpu, OnGpuTable table, Model model, Recipe recipe, double planned) {
        long started = System.nanoTime();
        return (step, groups) -> {
            row(table, model, recipe, step, gpu.meter.peakBytes() / planned);
            if ((System.nanoTime() - started) / 1e9 > BUDGET_SECONDS) {
                throw new StopRequested();
            }
        };
    }

    private void row(OnGpuTable table, Model model, Recipe recipe, GrpoStep step, double peakOfPlan) {
        GrpoStep.Seconds s = step.seconds();
        double all = s.rollout() + s.grade() + s.logprob() + s.update();
        table.row(
                "model", model.name(),
                "step", step.step() + 1,
                "slots", recipe.engine().slots(),
                "recompute", recipe.engine().recompute(),
                "s", all,
                "rollout s", s.rollout(),
                "log-probabilities s", s.logprob(),
                "update s", s.update(),
                "rollout share", s.rollout() / all,
                "sampled tokens/s", step.decodedTokens() / s.rollout(),
                "trained tokens/s", step.update().readTokens() / (s.logprob() + s.update()),
                "PyTorch trained tokens/s", torch.of("update " + model.name() + " tokens/s"),
                "largest gap", step.update().logprobGap(),
                "peak / plan", peakOfPlan);
    }

    OnGpuTable gap() {
        GapSizes s = sizes.gap();
        OnGpuTable table = new OnGpuTable(
                "gap",
                "Log-probabilities of rollout against those of training over " + s.samples() * s.newTokens()
                        + " tokens, bfloat16 weights");
        for (Model model : sizes.models()) {
            table.attempt("log-probabilities of " + model.name(), () -> {
                try (OnGpuDevice gpu = devices.open(Multiplier.AS_IN_RUNS);
                        Decoder decoder = gpu.model(model.config())) {
                    gap(table, model, decoder);
                }
            });
        }
        return table;
    }

    private void gap(OnGpuTable table, Model model, Decoder decoder) {
        GapSizes s = sizes.gap();
        int longest = s.promptTokens() + s.newTokens();
        int vocabulary = model.config().vocabSize();
        List<RolloutRequest> requests = IntStream.range(0, s.samples())
                .mapToObj(
                        i -> new RolloutRequest("p" + i, 0, OnGpuDecode.prompt(s.promptTokens(), i, vocabulary), 0, 1))
                .toList();
        List<Trace> traces;
        try (RolloutEngine engine = new RolloutEngine(decoder, longest, s.samples(), ids -> "")) {
            traces = engine.run(requests, OnGpuDecode.settings(s.samples(), s.newTokens()), RolloutProgress.NONE);
        }
        double sum = 0;
        double most = 0;
        int count = 0;
        // Several sequences at once, as training packs them: products of many rows are the library's.
        int together = Math.min(4, s.samples());
        try (ScoringPass pass = new ScoringPass(decoder, together * longest, together * longest)) {
            for (int from = 0; from < traces.size(); from += together) {
                List<Trace> some = traces.subList(from, Math.min(from + together, traces.size()));
                float[] scored = score(pass, some);
                int at = 0;
                for (Trace trace : some) {
                    for (float sampled : trace.logprobs()) {
                        double difference = Math.abs((double) scored[at++] - sampled);
                        sum += difference;
                        most = Math.max(most, difference);
                        count++;
                    }
                }
            }
        }
        table.row(
                "model",
                model.name(),
                "tokens",
                count,
                "mean",
                sum / count,
                "at most 1e-3",
                OnGpuTable.check(sum / count <= 1e-3),
                "largest",
                most,
                "at most 2e-2",
                OnGpuTable.check(most <= 2e-2));
    }

    private static float[] score(ScoringPass pass, List<Trace> traces) {
        List<int[]> ids = traces.stream()
                .map(trace -> trace.prompt().concat(trace.completion()).toArray())
                .toList();
        List<boolean[]> sampled = traces.stream()
                .map(trace -> {
                    boolean[] mask = new boolean
                            [trace.prompt().length() + trace.completion().length()];
                    Arrays.fill(mask, trace.prompt().length(), mask.length, true);
                    return mask;
                })
                .toList();
        pass.forward(PackedBatch.of(ids, sampled), 1);
        return pass.logprobs();
    }
}
