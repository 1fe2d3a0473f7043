package dev.intrain.maven;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.IntrainException;
import java.util.List;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.graph.DefaultDependencyNode;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.DependencyNode;
import org.junit.jupiter.api.Test;

class ApiVersionsTest {
    @Test
    void refusesAnotherApiByName() {
        assertThatThrownBy(() -> ApiVersions.check(graph("0.2.0"), "0.1.0-SNAPSHOT"))
                .isInstanceOf(IntrainException.class)
                .hasMessage(
                        "The engine 0.1.0-SNAPSHOT comes with int-api 0.1.0-SNAPSHOT, but com.acme:verifier:1.0 wants"
                                + " int-api 0.2.0: use versions built for the same int-api.");
    }

    @Test
    void acceptsAnotherPatch() {
        assertThatCode(() -> ApiVersions.check(graph("0.1.7"), "0.1.0-SNAPSHOT"))
                .doesNotThrowAnyException();
    }

    private static DependencyNode graph(String verifiersApi) {
        DependencyNode lost = node("dev.intrain:int-api:" + verifiersApi);
        lost.setData("conflict.winner", lost);
        DependencyNode verifier = node("com.acme:verifier:1.0");
        verifier.setChildren(List.of(lost));
        DependencyNode root =
                new DefaultDependencyNode(new DefaultArtifact("dev.intrain:int-worker:pom:0.1.0-SNAPSHOT"));
        root.setChildren(List.of(node("dev.intrain:int-api:0.1.0-SNAPSHOT"), verifier));
        return root;
    }

    private static DependencyNode node(String coordinates) {
        return new DefaultDependencyNode(new Dependency(new DefaultArtifact(coordinates), "compile"));
    }
}
