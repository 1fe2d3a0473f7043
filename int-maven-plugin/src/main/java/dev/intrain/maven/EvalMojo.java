package dev.intrain.maven;

import java.util.List;
import org.apache.maven.plugins.annotations.Mojo;

/** Measures the models of the run on the recipe's benchmarks: the stage <code>eval</code>. */
@Mojo(name = "eval", threadSafe = true, requiresProject = false)
public final class EvalMojo extends WorkerMojo {
    @Override
    protected List<String> stages() {
        return List.of("eval");
    }
}
