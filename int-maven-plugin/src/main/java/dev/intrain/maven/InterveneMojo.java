package dev.intrain.maven;

import java.util.List;
import org.apache.maven.plugins.annotations.Mojo;

/** Proposes interventions for the wrong attempts and keeps those that help: the stages <code>propose</code> and <code>filter</code>. */
@Mojo(name = "intervene", threadSafe = true, requiresProject = false)
public final class InterveneMojo extends WorkerMojo {
    @Override
    protected List<String> stages() {
        return List.of("propose", "filter");
    }
}
