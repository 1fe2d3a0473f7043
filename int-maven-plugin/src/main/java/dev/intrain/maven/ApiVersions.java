package dev.intrain.maven;

import dev.intrain.api.IntrainException;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.graph.DependencyNode;

/** The guard against plug-ins built for another int-api: same major and minor version go together, others are refused by name. */
final class ApiVersions {
    /** The key under which the resolver notes, at the loser of a version conflict, the node that won. */
    private static final String WINNER = "conflict.winner";

    private ApiVersions() {}

    static boolean isLoser(DependencyNode node) {
        return node.getData().get(WINNER) != null;
    }

    /**
     * @param graph the worker's dependencies, losers of conflicts included
     * @param engine the engine's version, which is its int-api's too
     * @throws IntrainException if a plug-in wants an int-api that does not go with the engine
     */
    static void check(DependencyNode graph, String engine) {
        for (DependencyNode child : graph.getChildren()) {
            Artifact artifact = child.getArtifact();
            boolean api = artifact.getGroupId().equals("dev.intrain")
                    && artifact.getArtifactId().equals("int-api");
            if (api && !line(artifact.getVersion()).equals(line(engine))) {
                throw new IntrainException("The engine " + engine + " comes with int-api " + engine + ", but "
                        + wanter(graph) + " wants int-api " + artifact.getVersion()
                        + ": use versions built for the same int-api.");
            }
            if (!isLoser(child)) {
                check(child, engine);
            }
        }
    }

    private static String wanter(DependencyNode node) {
        Artifact artifact = node.getArtifact();
        return node.getDependency() == null || artifact == null
                ? "this build"
                : artifact.getGroupId() + ":" + artifact.getArtifactId() + ":" + artifact.getVersion();
    }

    /** Major and minor: what a plug-in may rely on. */
    private static String line(String version) {
        String[] parts = version.split("[.-]", 3);
        return parts.length < 2 ? version : parts[0] + "." + parts[1];
    }
}
