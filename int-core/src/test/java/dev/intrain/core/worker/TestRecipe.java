package dev.intrain.core.worker;

/** The least a recipe must say. */
final class TestRecipe {
    static final String REQUIRED = "model: {path: model}\ndata: {path: problems.jsonl}\n";

    private TestRecipe() {}
}
