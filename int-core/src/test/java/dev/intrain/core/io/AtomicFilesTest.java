package dev.intrain.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.IntrainException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and folders appear whole or not at all, and nothing stays behind. */
class AtomicFilesTest {
    @TempDir
    private Path temp;

    private List<String> names() throws IOException {
        try (var files = Files.list(temp)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aFailedWriteLeavesTheOldFile() throws IOException {
        Path file = temp.resolve("a/state.json");
        AtomicFiles.writeString(file, "old");
        assertThatThrownBy(() -> AtomicFiles.write(file, out -> {
                    out.write(1);
                    throw new IOException("broken pipe");
                }))
                .isInstanceOf(IntrainException.class)
                .hasMessage("cannot write " + file + ": broken pipe; make it writable or name another place");
        assertThat(file).hasContent("old");
        try (var files = Files.list(temp.resolve("a"))) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aFullDiskIsNamed() {
        Path file = temp.resolve("state.json");
        assertThatThrownBy(() -> AtomicFiles.write(file, out -> {
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(IntrainException.class)
                .hasMessageMatching("disk full while writing .*state.json: \\d+ MiB left on its file system;"
                        + " free some space and run the same command again");
    }

    @Test
    void aFolderIsReplacedWhole() throws IOException {
        Path folder = temp.resolve("model");
        AtomicFiles.replaceDirectory(folder, aside -> Files.writeString(aside.resolve("one"), "1"));
        AtomicFiles.replaceDirectory(folder, aside -> Files.writeString(aside.resolve("two"), "2"));
        assertThat(folder.resolve("one")).doesNotExist();
        assertThat(folder.resolve("two")).hasContent("2");
        assertThatThrownBy(() -> AtomicFiles.replaceDirectory(folder, aside -> {
                    Files.writeString(aside.resolve("three"), "3");
                    throw new IllegalStateException("stopped");
                }))
                .hasMessage("stopped");
        assertThat(folder.resolve("two")).hasContent("2");
        assertThat(names()).containsExactly("model");
    }

    @Test
    void leftoversOfKilledProcessesGo() throws IOException {
        Path dead = Files.createDirectory(temp.resolve(".model.tmp-999999999-1"));
        Files.writeString(dead.resolve("half"), "");
        Path living = Files.createDirectory(
                temp.resolve(".model.tmp-" + ProcessHandle.current().pid() + "-ffff"));
        AtomicFiles.replaceDirectory(temp.resolve("model"), aside -> {});
        assertThat(dead).doesNotExist();
        assertThat(living).exists();
    }

    @Test
    void aFolderLostBetweenTwoRenamesComesBack() throws IOException {
        Path folder = temp.resolve("model");
        AtomicFiles.replaceDirectory(folder, aside -> Files.writeString(aside.resolve("one"), "1"));
        Files.move(folder, temp.resolve(".model.old"));
        AtomicFiles.recover(folder);
        assertThat(folder.resolve("one")).hasContent("1");
        assertThat(names()).containsExactly("model");
    }

    @Test
    void treesHashByNameAndContent() throws IOException {
        Files.createDirectories(temp.resolve("a/b"));
        Files.writeString(temp.resolve("a/b/x"), "1");
        Files.writeString(temp.resolve("a/y"), "2");
        String before = Hashes.sha256Tree(temp.resolve("a"));
        Files.writeString(temp.resolve("a/.hidden"), "3");
        assertThat(Hashes.sha256Tree(temp.resolve("a"))).isEqualTo(before);
        Files.move(temp.resolve("a/y"), temp.resolve("a/z"));
        assertThat(Hashes.sha256Tree(temp.resolve("a"))).isNotEqualTo(before);
        assertThat(Hashes.sha256("abc".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .startsWith("ba7816bf8f01cfea");
    }
}
