package dev.intrain.core.worker;

import dev.intrain.core.stage.Pipeline;

/** The pipeline that the processes run unless a test gives another. */
final class Pipelines {
    static final PipelineRunner DEFAULT = Pipeline::run;

    private Pipelines() {}
}
