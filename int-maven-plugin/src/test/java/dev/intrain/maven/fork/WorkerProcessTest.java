package dev.intrain.maven.fork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.IntrainException;
import dev.intrain.maven.fork.WorkerEvent.Advanced;
import dev.intrain.maven.fork.WorkerEvent.Done;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerProcessTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final List<WorkerEvent> events = new ArrayList<>();
    private final List<String> output = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();

    @Test
    void hearsEventsAndPassesTheRestThrough() throws InterruptedException {
        WorkerResult result = WorkerProcess.run(script("well"), LONG, listener(() -> {}));

        assertThat(result.success()).isTrue();
        assertThat(events).containsExactly(new Advanced("rl", 1, 2, "ü"), new Done());
        assertThat(output).containsExactly("a library speaks");
        assertThat(errors).containsExactly("and complains");
    }

    @Test
    void exitZeroWithoutDoneIsAFailure() throws IOException, InterruptedException {
        WorkerCommand command = script("silent-end");
        WorkerResult result = WorkerProcess.run(command, LONG, listener(() -> {}));

        assertThat(result.exitCode()).isZero();
        assertThat(result.success()).isFalse();
        assertThat(result.crash(command))
                .isEqualTo("The worker ended with exit code 0 without saying it was done; command: " + command.shown()
                        + "; no crash file was written. What is written stays: the same command resumes.");

        Path crashFile = Files.createFile(folder.resolve("crash-17.log"));
        assertThat(result.crash(command)).contains("; crash file: " + crashFile + ".");
    }

    @Test
    void doneWithAnotherExitCodeIsAFailure() throws InterruptedException {
        WorkerResult result = WorkerProcess.run(script("done-but-failed"), LONG, listener(() -> {}));

        assertThat(result.success()).isFalse();
        assertThat(result.exitCode()).isEqualTo(134);
    }

    @Test
    void keepsTheWorkersOwnWords() throws InterruptedException {
        WorkerResult result = WorkerProcess.run(script("user-error"), LONG, listener(() -> {}));

        assertThat(result.success()).isFalse();
        assertThat(result.failure()).contains(new WorkerEvent.Failed("mend this", true, ""));
    }

    @Test
    void losesNoLineOfMany() throws InterruptedException {
        WorkerResult result = WorkerProcess.run(script("much"), LONG, listener(() -> {}));

        assertThat(result.success()).isTrue();
        assertThat(output).hasSize(50_000).endsWith("line 49999");
    }

    @Test
    void anInterruptAsksTheWorkerToStop() throws IOException {
        Path heard = folder.resolve("heard");
        Thread own = Thread.currentThread();

        assertThatThrownBy(() ->
                        WorkerProcess.run(script("stops-when-asked", heard.toString()), LONG, listener(own::interrupt)))
                .isInstanceOf(InterruptedException.class);

        assertThat(heard).hasContent("stop");
    }

    @Test
    void aWorkerThatDoesNotStopIsKilled() {
        Thread own = Thread.currentThread();

        assertThatThrownBy(() -> WorkerProcess.run(script("deaf"), Duration.ofMillis(200), listener(own::interrupt)))
                .isInstanceOf(InterruptedException.class);

        ProcessHandle.current().children().forEach(WorkerProcessTest::awaitEnd);
    }

    @Test
    void noWorkerOutlivesAListenerThatFails() {
        assertThatThrownBy(() -> WorkerProcess.run(script("deaf"), LONG, listener(() -> {
                    throw new IllegalStateException("a listener's defect");
                })))
                .hasMessage("a listener's defect");

        ProcessHandle.current().children().forEach(WorkerProcessTest::awaitEnd);
    }

    @Test
    void aParentThatIsToldToEndStopsItsWorker() throws IOException, InterruptedException {
        Path heard = folder.resolve("heard");
        WorkerCommand child = script("stops-when-asked", heard.toString());
        List<String> line = new ArrayList<>(
                List.of(java(), "-cp", System.getProperty("java.class.path"), ParentOfWorker.class.getName()));
        line.addAll(child.line());
        Process parent = new ProcessBuilder(line).redirectErrorStream(true).start();
        assertThat(parent.inputReader().readLine()).isEqualTo("ready");

        parent.destroy();

        assertThat(parent.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(heard).hasContent("stop");
    }

    @Test
    void aCommandThatDoesNotExistIsOneSentence() {
        WorkerCommand command = new WorkerCommand(List.of("/no/such/java", "@x"), Map.of(), folder);

        assertThatThrownBy(() -> WorkerProcess.run(command, LONG, listener(() -> {})))
                .isInstanceOf(IntrainException.class)
                .hasMessageStartingWith("cannot start the worker (/no/such/java @x): ");
    }

    private WorkerProcess.Listener listener(Runnable onMessage) {
        return new WorkerProcess.Listener() {
            @Override
            public void event(WorkerEvent event) {
                events.add(event);
                if (event instanceof WorkerEvent.Message message
                        && message.text().equals("ready")) {
                    onMessage.run();
                }
            }

            @Override
            public void output(String line) {
                output.add(line);
            }

            @Override
            public void errorOutput(String line) {
                errors.add(line);
            }
        };
    }

    private WorkerCommand script(String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                java(),
                "-Dstdout.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                ScriptedWorker.class.getName()));
        line.addAll(List.of(arguments));
        return new WorkerCommand(line, Map.of(), folder);
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static void awaitEnd(ProcessHandle process) {
        process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
