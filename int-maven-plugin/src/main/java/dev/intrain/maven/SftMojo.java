package dev.intrain.maven;

import java.util.List;
import org.apache.maven.plugins.annotations.Mojo;

/** Fine-tunes the model on its attempts up to the error and the interventions: the stage <code>sft</code>. */
@Mojo(name = "sft", threadSafe = true, requiresProject = false)
public final class SftMojo extends WorkerMojo {
    @Override
    protected List<String> stages() {
        return List.of("sft");
    }
}
