package dev.intrain.core.recipe;

/**
 * What a run does, from the base model to the evaluation; every value is checked when a record is built.
 *
 * <p>The records hold no defaults: those are in the resource {@code defaults.yaml}, each with its source, and {@link RecipeFile} lays a
 * user's file over them.
 *
 * @param name name of the run, shown in reports
 * @param seed seed of every random choice
 * @param engine where and how the work is done
 * @param model the model to train and how it is asked
 * @param data the pool of hard problems
 * @param grade how completions are judged
 * @param rollout attempts
 * @param propose interventions
 * @param filter continuations
 * @param sft training on interventions
 * @param rl training on outcomes
 * @param eval held-out accuracy
 */
public record Recipe(
        String name,
        long seed,
        EngineRecipe engine,
        ModelRecipe model,
        DataRecipe data,
        GradeRecipe grade,
        RolloutRecipe rollout,
        ProposeRecipe propose,
        FilterRecipe filter,
        SftRecipe sft,
        RlRecipe rl,
        EvalRecipe eval) {
    /** Checks the name. */
    public Recipe {
        Require.text("name", name);
    }
}
