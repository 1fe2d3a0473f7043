package dev.intrain.maven;

import java.util.List;
import org.apache.maven.plugins.annotations.Mojo;

/** Trains the model on by reinforcement learning: the stage <code>rl</code>. */
@Mojo(name = "rl", threadSafe = true, requiresProject = false)
public final class RlMojo extends WorkerMojo {
    @Override
    protected List<String> stages() {
        return List.of("rl");
    }
}
