package dev.intrain.maven;

import java.util.List;
import org.apache.maven.plugins.annotations.Mojo;

/** Writes summary and report from what the run has so far: the stage <code>report</code>. */
@Mojo(name = "report", threadSafe = true, requiresProject = false)
public final class ReportMojo extends WorkerMojo {
    @Override
    protected List<String> stages() {
        return List.of("report");
    }
}
