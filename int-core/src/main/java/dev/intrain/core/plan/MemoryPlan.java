package dev.intrain.core.plan;

import dev.intrain.api.IntrainException;
import dev.intrain.api.optim.OptimizerProvider;
import dev.intrain.api.tensor.Backend;
import dev.intrain.core.checkpoint.ModelConfig;
import dev.intrain.core.model.Decoder;
import dev.intrain.core.model.ScoringPass;
import dev.intrain.core.model.TrainingPass;
import dev.intrain.core.recipe.OptimizerRecipe;
import dev.intrain.core.recipe.Recipe;
import dev.intrain.core.rollout.RolloutEngine;
import dev.intrain.core.spi.ProviderCatalog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The backend memory of every stage, in buckets, from the very constructors that will allocate it.
 *
 * @param stages the stages that hold a model
 */
public record MemoryPlan(List<StageMemory> stages) {
    private static final double GIB = 1L << 30;
    /** Allowance for a problem's prompt, which is not read yet when a run is planned. */
    private static final int PROMPT_TOKENS = 2048;

    /** Copies the list. */
    public MemoryPlan {
        stages = List.copyOf(stages);
    }

    /**
     * Plans a run.
     *
     * @param recipe what to do
     * @param config the base model's shape
     * @param catalog where the optimizers come from
     * @return the plan
     */
    public static MemoryPlan of(Recipe recipe, ModelConfig config, ProviderCatalog catalog) {
        Planner planner = new Planner(recipe, config, catalog);
        return new MemoryPlan(List.of(planner.sampling(), planner.sft(), planner.rl()));
    }

    /**
     * Refuses a run that cannot fit.
     *
     * @param available bytes the backend may use
     * @throws IntrainException naming the stage, its largest bucket and what to change
     */
    public void requireFits(long available) {
        for (StageMemory stage : stages) {
            if (stage.total() > available) {
                Map.Entry<String, Long> largest = stage.buckets().entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .orElseThrow();
                throw new IntrainException(String.format(
                        Locale.ROOT,
                        "stage %s needs %.2f GiB of memory, but %.2f GiB are there; %s is the largest part with %.2f GiB: lower"
                                + " engine.slots, maxNewTokens or microBatchTokens, or take a smaller model",
                        stage.stage(),
                        stage.total() / GIB,
                        available / GIB,
                        largest.getKey(),
                        largest.getValue() / GIB));
            }
        }
    }

    /** @return the plan as lines for people */
    public String text() {
        List<String> lines = new ArrayList<>();
        for (StageMemory stage : stages) {
            lines.add(String.format(Locale.ROOT, "%s: %.2f GiB", stage.stage(), stage.total() / GIB));
            stage.buckets()
                    .forEach((name, bytes) ->
                            lines.add(String.format(Locale.ROOT, "  %8.2f GiB  %s", bytes / GIB, name)));
        }
        return String.join("\n", lines);
    }

    /** Allocates on a backend that only counts. */
    private record Planner(Recipe recipe, ModelConfig config, ProviderCatalog catalog) {
        StageMemory sampling() {
            Account account = new Account();
            try (Decoder model = model(account.backend)) {
                account.book("weights");
                engine(model, longestContext(), account).close();
            }
            return new StageMemory("rollout, propose, filter, eval", account.buckets);
        }

        StageMemory sft() {
            Account account = new Account();
            try (Decoder model = trained(account, recipe.sft().optimizer())) {
                int tokens = recipe.sft().microBatchTokens();
                new TrainingPass(model, tokens, tokens, recipe.engine().recompute());
                account.book("activations");
            }
            return new StageMemory("sft", account.buckets);
        }

        StageMemory rl() {
            Account account = new Account();
            try (Decoder model = trained(account, recipe.rl().optimizer())) {
                engine(model, PROMPT_TOKENS + recipe.rl().maxNewTokens(), account);
                int tokens = recipe.rl().microBatchTokens();
                if (recipe.rl().loss().klCoefficient() > 0) {
                    new ScoringPass(model(account.backend), tokens, tokens);
                    account.book("reference model");
                }
                new TrainingPass(model, tokens, tokens, recipe.engine().recompute());
                account.book("activations");
            }
            return new StageMemory("rl", account.buckets);
        }

        /** Of attempts, continuations, evaluations and the propose conversation; problems are not read yet. */
        private long longestContext() {
            long attempt =
                    Math.max(recipe.rollout().maxNewTokens(), recipe.eval().maxNewTokens());
            long propose =
                    recipe.propose().maxPromptTokens() + (long) recipe.propose().maxNewTokens();
            return Math.max(PROMPT_TOKENS + attempt, propose);
        }

        private Decoder model(Backend backend) {
            return Decoder.allocate(backend, config, recipe.model().dtype());
        }

        private RolloutEngine engine(Decoder model, long context, Account account) {
            RolloutEngine engine = new RolloutEngine(
                    model,
                    (int) Math.min(context, config.maxPositionEmbeddings()),
                    recipe.engine().slots(),
                    ids -> "");
            account.book("KV cache and decoding");
            return engine;
        }

        private Decoder trained(Account account, OptimizerRecipe choice) {
            Decoder model = model(account.backend);
            account.book("weights");
            model.trainable();
            account.book("gradients and master weights");
            Map<String, String> options = new HashMap<>(choice.options());
            options.put("weightDecay", String.valueOf(choice.weightDecay()));
            catalog.select(OptimizerProvider.class, choice.id()).create(account.backend, model.trainable(), options);
            account.book("optimizer " + choice.id());
            return model;
        }
    }

    /** What was allocated since the last booking, by name. */
    private static final class Account {
        private final Backend backend = CountingBackend.create();
        private final Map<String, Long> buckets = new LinkedHashMap<>();
        private long booked;

        void book(String name) {
            long now = backend.allocatedBytes();
            buckets.merge(name, now - booked, Long::sum);
            booked = now;
        }
    }
}
