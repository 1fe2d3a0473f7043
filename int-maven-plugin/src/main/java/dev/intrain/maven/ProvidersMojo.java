package dev.intrain.maven;

import org.apache.maven.plugins.annotations.Mojo;

/** Lists every backend, verifier, data source and other provider the worker finds, and whether it can run here. */
@Mojo(name = "providers", threadSafe = true, requiresProject = false)
public final class ProvidersMojo extends WorkerMojo {
    @Override
    protected String goal() {
        return "providers";
    }

    @Override
    protected boolean needsRecipe() {
        return false;
    }
}
