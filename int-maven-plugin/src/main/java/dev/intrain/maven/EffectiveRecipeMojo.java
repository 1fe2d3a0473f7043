package dev.intrain.maven;

import org.apache.maven.plugins.annotations.Mojo;

/** Prints the recipe with every default filled in and every override applied. */
@Mojo(name = "effective-recipe", threadSafe = true, requiresProject = false)
public final class EffectiveRecipeMojo extends WorkerMojo {
    @Override
    protected String goal() {
        return "effective-recipe";
    }
}
