package dev.intrain.maven;

import java.util.List;
import org.apache.maven.plugins.annotations.Mojo;

/** Selects problems and lets the model attempt them: the stages <code>select</code> and <code>rollout</code>. */
@Mojo(name = "rollout", threadSafe = true, requiresProject = false)
public final class RolloutMojo extends WorkerMojo {
    @Override
    protected List<String> stages() {
        return List.of("select", "rollout");
    }
}
