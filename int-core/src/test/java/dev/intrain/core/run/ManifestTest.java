package dev.intrain.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    Path folder;

    @Test
    void keepsWhatEarlierProcessesWrote() {
        RunDirectory run = RunDirectory.create(folder.resolve("run"));
        Manifest.open(run, folder).set("hashes.model", "aa");
        Manifest second = Manifest.open(run, folder);
        second.set("hashes.data", "bb");
        second.stageFinished("rl", Duration.ofMillis(1500), Map.of("tokensPerSecond", 10));

        Map<String, Object> content = JsonText.read(run.manifest());
        assertThat(content.get("hashes")).isEqualTo(Map.of("model", "aa", "data", "bb"));
        assertThat(content.get("stages")).isEqualTo(Map.of("rl", Map.of("seconds", 1.5, "tokensPerSecond", 10)));
        assertThat(String.valueOf(content.get("environment")))
                .contains("engine=" + EngineVersion.current(), "java=", "os=", "processors=")
                .doesNotContain("commit=");
    }

    @Test
    void findsTheCommitOfARepository() throws IOException {
        Path git = Files.createDirectories(folder.resolve("project/.git/refs/heads"));
        Path project = folder.resolve("project");
        Path inside = Files.createDirectories(project.resolve("a/b"));

        Files.writeString(project.resolve(".git/HEAD"), "ref: refs/heads/main\n");
        assertThat(GitCommit.of(inside)).isEmpty();

        Files.writeString(project.resolve(".git/packed-refs"), "# pack-refs\n" + COMMIT + " refs/heads/main\n");
        assertThat(GitCommit.of(inside)).contains(COMMIT);

        Files.writeString(git.resolve("main"), COMMIT.replace('0', 'f') + "\n");
        assertThat(GitCommit.of(inside)).contains(COMMIT.replace('0', 'f'));

        Files.writeString(project.resolve(".git/HEAD"), COMMIT + "\n");
        assertThat(GitCommit.of(project)).contains(COMMIT);
    }

    @Test
    void findsTheCommitOfALinkedWorkingTree() throws IOException {
        Path linked = Files.createDirectories(folder.resolve("main/.git/worktrees/linked"));
        Files.createDirectories(folder.resolve("main/.git/refs/heads"));
        Files.writeString(folder.resolve("main/.git/refs/heads/topic"), COMMIT);
        Files.writeString(linked.resolve("HEAD"), "ref: refs/heads/topic");
        Files.writeString(linked.resolve("commondir"), "../..");
        Path tree = Files.createDirectory(folder.resolve("tree"));
        Files.writeString(tree.resolve(".git"), "gitdir: " + linked + "\n");

        assertThat(GitCommit.of(tree)).contains(COMMIT);
    }

    @Test
    void theEngineSaysWhichBuildItIs() {
        assertThat(EngineVersion.current()).matches(".+\\+[0-9a-f]{12}").isEqualTo(EngineVersion.current());
    }

    @Test
    void refusesAFileInPlaceOfTheRunFolder() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> RunDirectory.create(file))
                .hasMessage("the run folder " + file + " is a file: name another folder");
    }

    @Test
    void refusesAFolderWithOtherThingsInIt() throws IOException {
        Files.createDirectory(folder.resolve("model"));
        assertThatThrownBy(() -> RunDirectory.create(folder))
                .hasMessage(
                        "the run folder " + folder + " holds 'model' but no run: name a new or an empty folder, so that"
                                + " nothing of yours is replaced");
        assertThat(folder).isDirectoryContaining("glob:**model");
    }

    @Test
    void theSummaryIsNestedJson() {
        RunDirectory run = RunDirectory.create(folder);
        run.writeSummary(Map.of("eval", Map.of("rl", Map.of("heldout", Map.of("accuracy", 0.5)))));
        assertThat(run.summary())
                .content()
                .containsIgnoringWhitespaces("{\"eval\":{\"rl\":{\"heldout\":{\"accuracy\":0.5}}}}");
    }
}
