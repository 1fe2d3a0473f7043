package dev.intrain.core.recipe;

/**
 * How completions are judged.
 *
 * @param verifier decides whether an answer is right
 * @param reward reward function by id
 */
public record GradeRecipe(ProviderChoice verifier, String reward) {
    /** Checks the id. */
    public GradeRecipe {
        Require.text("reward", reward);
    }
}
