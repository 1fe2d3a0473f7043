package dev.intrain.core.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.core.io.Hashes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole runs of the smoke recipe in processes of their own: killed in every stage, with one thread and with two, and once more with
 * nothing to do.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillAndResumeTest {
    private static final Path RECIPE =
            Path.of("../examples/smoke/intrain.yaml").toAbsolutePath().normalize();
    private static final List<String> KILLED_IN =
            List.of("rollout", "propose", "filter", "sft", "rl", "eval-base-heldout");

    @TempDir
    private static Path folder = Path.of("");

    private Path undisturbed = Path.of("");

    @BeforeAll
    void runUndisturbed() throws Exception {
        undisturbed = folder.resolve("undisturbed");
        assertThat(finish(start(undisturbed, 2, "undisturbed"))).isZero();
    }

    @Test
    void killedInEveryStageEndsWithTheSameBytes() throws Exception {
        Path run = folder.resolve("killed");
        List<String> killed = new ArrayList<>();
        for (String stage : KILLED_IN) {
            Process process = start(run, 2, "killed-in-" + stage);
            Path started = run.resolve("stages/" + stage + ".started.json");
            while (process.isAlive() && !Files.exists(started)) {
                Thread.sleep(5);
            }
            // Some way into the stage, so that part files and checkpoints are there to be resumed from.
            Thread.sleep(150);
            if (process.isAlive()) {
                killed.add(stage);
            }
            process.destroyForcibly().waitFor();
        }
        assertThat(killed).as("stages the process was killed in").isEqualTo(KILLED_IN);
        assertThat(finish(start(run, 2, "resumed"))).isZero();
        assertThat(results(run)).isEqualTo(results(undisturbed));
    }

    @Test
    void oneThreadGivesTheSameBytesAsTwo() throws Exception {
        Path run = folder.resolve("one-thread");
        assertThat(finish(start(run, 1, "one-thread"))).isZero();
        assertThat(results(run)).isEqualTo(results(undisturbed));
    }

    @Test
    void aSecondRunDoesNothingAndSaysSo() throws Exception {
        Map<String, String> before = results(undisturbed);
        assertThat(finish(start(undisturbed, 2, "again"))).isZero();
        assertThat(Files.readString(folder.resolve("again.log")))
                .contains("nothing to do: every stage is up to date")
                .contains("nothing has changed since it ran");
        assertThat(results(undisturbed)).isEqualTo(before);
    }

    private Process start(Path run, int threads, String log) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.intrain.core.worker.IntrainCommand",
                "train",
                "--recipe=" + RECIPE,
                "--run=" + run,
                "--threads=" + threads));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(log + ".log").toFile());
        builder.environment().put("RUST_FLAVOR", "cpu");
        return builder.start();
    }

    private static int finish(Process process) throws InterruptedException {
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("the run ends").isTrue();
        return process.exitValue();
    }

    /** Hashes of all that a run computes: traces, training data, models. */
    private static Map<String, String> results(Path run) throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        try (Stream<Path> files = Files.list(run)) {
            files.filter(f -> f.getFileName().toString().endsWith(".arrow"))
                    .forEach(f -> hashes.put(f.getFileName().toString(), Hashes.sha256(f)));
        }
        hashes.put("model-sft", Hashes.sha256Tree(run.resolve("model-sft")));
        hashes.put("model", Hashes.sha256Tree(run.resolve("model")));
        return hashes;
    }
}
