package dev.intrain.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.cuda.device.JcudaNatives;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What is unpacked to be executed lies where no other user can reach it, for as long as it has to. */
@DisabledOnOs(
        value = OS.WINDOWS,
        disabledReason = "its file systems know no POSIX permissions, and the backend runs on Linux")
class JcudaNativesTest {
    private static final String TEMPORARY = "java.io.tmpdir";

    private static Path temporary() {
        return Path.of(System.getProperty(TEMPORARY));
    }

    @Test
    void unpacksIntoAFolderOfItsOwn() {
        Path before = temporary();
        List<Path> used = new ArrayList<>();
        JcudaNatives.privately(() -> {
            Path folder = temporary();
            used.add(folder);
            assertThat(folder.getParent()).isEqualTo(before);
            try {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                        .isEqualTo("rwx------");
                Files.createDirectories(folder.resolve("sub"));
                Files.writeString(folder.resolve("sub/library.so"), "unpacked");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(temporary()).isEqualTo(before);
        assertThat(used).hasSize(1).allSatisfy(folder -> assertThat(folder).doesNotExist());
    }

    @Test
    void leavesEverythingAsItWasWhenLoadingFails() {
        Path before = temporary();
        assertThatThrownBy(() -> JcudaNatives.privately(() -> {
                    throw new UnsatisfiedLinkError("damaged");
                }))
                .hasMessage("damaged");
        assertThat(temporary()).isEqualTo(before);
    }
}
