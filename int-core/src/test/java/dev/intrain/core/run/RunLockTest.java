package dev.intrain.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.IntrainException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
    @TempDir
    Path folder;

    private RunDirectory run;

    @BeforeEach
    void create() {
        run = RunDirectory.create(folder.resolve("run"));
    }

    @Test
    void firstLineIsThePidAndClosingFreesTheFolder() throws IOException {
        try (RunLock lock = RunLock.acquire(run)) {
            assertThat(lock).isNotNull();
            assertThat(Files.readAllLines(run.lock()).getFirst())
                    .isEqualTo(String.valueOf(ProcessHandle.current().pid()));
            assertInUseBy(ProcessHandle.current().pid());
        }
        RunLock.acquire(run).close();
    }

    @Test
    void anotherProcessKeepsUsOutUntilItIsKilled() throws IOException, InterruptedException {
        Process holder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        run.root().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = holder.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("held");
            assertInUseBy(holder.pid());
        } finally {
            holder.destroyForcibly();
        }
        assertThat(holder.waitFor(1, TimeUnit.MINUTES)).isTrue();

        assertThat(Files.readAllLines(run.lock()).getFirst()).isEqualTo(String.valueOf(holder.pid()));
        RunLock.acquire(run).close();
    }

    @Test
    void theTextDecidesWhereTheSystemKnowsNoLocks() throws IOException {
        ProcessHandle other = ProcessHandle.current().parent().orElseThrow();
        String start = other.info().startInstant().orElseThrow().toString();

        Files.writeString(run.lock(), other.pid() + "\n" + start + "\n");
        assertInUseBy(other.pid());

        Files.writeString(run.lock(), other.pid() + "\n1999-12-31T23:59:59Z\n");
        RunLock.acquire(run).close();
    }

    @Test
    void takesOverAnUnreadableFile() throws IOException {
        Files.writeString(run.lock(), "no pid\n\n");
        RunLock.acquire(run).close();
    }

    private void assertInUseBy(long pid) {
        assertThatThrownBy(() -> RunLock.acquire(run))
                .isInstanceOf(IntrainException.class)
                .hasMessage("the run folder " + run.root() + " is in use by process " + pid
                        + ": wait until it is done, stop it, or name another folder");
    }

    /** Takes the lock in a process of its own and waits to be killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (RunLock lock = RunLock.acquire(new RunDirectory(Path.of(arguments[0])))) {
                System.out.println(lock == null ? "not held" : "held");
                System.in.read();
            }
        }
    }
}
