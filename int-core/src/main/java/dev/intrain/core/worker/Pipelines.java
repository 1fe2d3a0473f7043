package dev.intrain.core.worker;

import dev.intrain.api.IntrainException;

/** The pipeline that the processes run unless a test gives another. */
final class Pipelines {
    static final PipelineRunner DEFAULT = (recipe, recipeFolder, runDirectory, stages, progress) -> {
        throw new IntrainException("the stages are not there yet");
    };

    private Pipelines() {}
}
