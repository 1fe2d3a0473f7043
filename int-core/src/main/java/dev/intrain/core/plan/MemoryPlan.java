package dev.intrain.core.plan;

import dev.intrain.api.IntrainException;
import dev.intrain.api.optim.OptimizerProvider;
import dev.intrain.api.tensor.Backend;
import dev.intrain.core.checkpoint.ModelConfig;
import dev.intrain.core.checkpoint.ModelFolder;
import dev.intrain.core.recipe.Recipe;
import dev.intrain.core.recipe.SftRecipe;
import dev.intrain.core.spi.ProviderCatalog;
import dev.intrain.core.tokenizer.ChatTemplate;
import dev.intrain.core.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What each stage of a run will hold in memory, against what there is.
 *
 * <p>A stage allocates everything when it starts and frees it when it ends, so a run needs what its largest stage needs. Counted are
 * tensors, which lie outside the Java heap; a backend's own scratch is small and covered by Java's part of {@link MemoryLimit}.
 *
 * @param recipe the run
 * @param config its model
 * @param workload its data
 * @param limit the memory there is
 * @param contexts longest sequences of each stage
 * @param stages memory of the stages that hold tensors, in order
 */
public record MemoryPlan(
        Recipe recipe,
        ModelConfig config,
        Workload workload,
        MemoryLimit limit,
        ContextTokens contexts,
        List<StageMemory> stages) {

    /**
     * Plans without looking at files.
     *
     * @param recipe the run
     * @param config its model
     * @param workload its data
     * @param optimizers optimizers by id
     * @param limit the memory there is
     * @return the plan, whether it fits or not
     * @throws IntrainException if a stage needs more than can be counted
     */
    public static MemoryPlan of(
            Recipe recipe,
            ModelConfig config,
            Workload workload,
            Function<String, OptimizerProvider> optimizers,
            MemoryLimit limit) {
        return of(recipe, config, workload, optimizers, limit, CountingBackend.create());
    }

    /**
     * Plans without looking at files.
     *
     * @param recipe the run
     * @param config its model
     * @param workload its data
     * @param optimizers optimizers by id
     * @param limit the memory there is
     * @param like a backend that holds what is multiplied and cached in the types that the run's will
     * @return the plan, whether it fits or not
     * @throws IntrainException if a stage needs more than can be counted
     */
    public static MemoryPlan of(
            Recipe recipe,
            ModelConfig config,
            Workload workload,
            Function<String, OptimizerProvider> optimizers,
            MemoryLimit limit,
            Backend like) {
        try {
            return counted(recipe, config, workload, optimizers, limit, like);
        } catch (ArithmeticException | NegativeArraySizeException e) {
            throw Refusal.uncountable(recipe, e);
        }
    }

    private static MemoryPlan counted(
            Recipe recipe,
            ModelConfig config,
            Workload workload,
            Function<String, OptimizerProvider> optimizers,
            MemoryLimit limit,
            Backend like) {
        ContextTokens contexts = ContextTokens.of(recipe, config, workload);
        List<StageMemory> stages = new ArrayList<>();
        // A device's kernels read weights as they are; the processor's keep them packed besides.
        boolean packs = limit.javaBytes() > 0;
        if (!recipe.engine().served()) {
            sampled(stages, recipe, config, like, packs, contexts);
        }
        if (recipe.sft().rows() != SftRecipe.Rows.NONE) {
            stages.add(StageBuckets.sft(
                    recipe,
                    config,
                    like,
                    optimizers.apply(recipe.sft().optimizer().id())));
        }
        stages.add(StageBuckets.rl(
                recipe,
                config,
                like,
                packs,
                optimizers.apply(recipe.rl().optimizer().id()),
                contexts.rl()));
        if (workload.evalProblems() > 0) {
            stages.add(StageBuckets.sampling("eval", recipe, config, like, packs, contexts.eval()));
        }
        return new MemoryPlan(recipe, config, workload, limit, contexts, List.copyOf(stages));
    }

    /** Stages that only sample from the base model. */
    private static void sampled(
            List<StageMemory> stages,
            Recipe recipe,
            ModelConfig config,
            Backend like,
            boolean packs,
            ContextTokens contexts) {
        stages.add(StageBuckets.sampling("rollout", recipe, config, like, packs, contexts.rollout()));
        switch (recipe.sft().rows()) {
            case INTERVENTIONS -> {
                stages.add(StageBuckets.sampling("propose", recipe, config, like, packs, contexts.propose()));
                stages.add(StageBuckets.sampling("filter", recipe, config, like, packs, contexts.filter()));
            }
            case REFLECTIONS ->
                stages.add(StageBuckets.sampling("reflect", recipe, config, like, packs, contexts.propose()));
            case REFERENCES, NONE -> {
                // Nothing is sampled before fine-tuning.
            }
        }
    }

    /**
     * Plans a run: reads the model's shape and tokenizer and all problems.
     *
     * @param recipe the run
     * @param recipeFolder where relative paths start
     * @param catalog has the problem sources and optimizers
     * @param backend where the run is to be computed
     * @return the plan, whether it fits or not
     * @throws IntrainException if model or data cannot be used
     */
    public static MemoryPlan of(Recipe recipe, Path recipeFolder, ProviderCatalog catalog, Backend backend) {
        Path folder = recipe.model().path();
        ModelConfig config = ModelFolder.open(folder).config();
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            String template = recipe.model().chatTemplate();
            ChatTemplate chat = template.equals("auto")
                    ? ChatTemplate.detect(folder, tokenizer)
                    : ChatTemplate.named(template, tokenizer);
            return of(
                    recipe,
                    config,
                    Workload.measure(recipe, recipeFolder, catalog, chat),
                    id -> catalog.select(OptimizerProvider.class, id),
                    MemoryLimit.of(backend),
                    backend);
        }
    }

    /** @return the stage that needs the most */
    public StageMemory largest() {
        return stages.stream().max(Comparator.comparingLong(StageMemory::bytes)).orElseThrow();
    }

    /** @return whether every stage fits */
    public boolean fits() {
        return largest().bytes() <= limit.bytes();
    }

    /**
     * Refuses a run that cannot end well.
     *
     * @return this plan
     * @throws IntrainException naming the stage, what it needs, what there is, and the keys to change
     */
    public MemoryPlan check() {
        return check(Set.of());
    }

    /**
     * Refuses stages that cannot end well.
     *
     * @param wanted the stages that are to run; empty for all
     * @return this plan
     * @throws IntrainException as {@link #check()}
     */
    public MemoryPlan check(Set<String> wanted) {
        Refusal.check(this, wanted);
        return this;
    }

    /** @return tables of memory and work for people, and whether it fits */
    public String text() {
        return PlanText.of(this);
    }
}
