package dev.intrain.maven;

import org.apache.maven.plugins.annotations.Mojo;

/** Shows what the recipe would do, and whether it fits into memory, without doing it. */
@Mojo(name = "plan", threadSafe = true, requiresProject = false)
public final class PlanMojo extends WorkerMojo {
    @Override
    protected String goal() {
        return "plan";
    }
}
