package dev.intrain.core.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** With real processes: the worker, and where it matters a parent of it. */
class WorkerMainTest {
    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void leaveNothingBehind() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void tellsItsParentEverythingAndEndsWithDone() throws Exception {
        Process worker = start(workerLine("well"));

        assertThat(worker.inputReader(StandardCharsets.UTF_8).readAllLines())
                .containsExactly(
                        "{\"event\":\"message\",\"text\":\"run directory: " + folder.resolve("runs/well") + "\"}",
                        "{\"event\":\"stage-start\",\"stage\":\"rollout\"}",
                        "{\"event\":\"progress\",\"stage\":\"rollout\",\"done\":1,\"total\":1,\"note\":\"[rollout]\"}",
                        "{\"event\":\"stage-end\",\"stage\":\"rollout\",\"result\":\"1 of 1\"}",
                        "{\"event\":\"done\"}");
        assertThat(worker.errorReader().readAllLines()).contains("a plug-in prints");
        assertThat(worker.waitFor()).isZero();
    }

    @Test
    void aMistakeIsOneSentence() throws Exception {
        Process worker = start(workerLine("mistake"));

        assertThat(worker.inputReader().readAllLines())
                .last()
                .isEqualTo("{\"event\":\"error\",\"kind\":\"user\",\"text\":\"mend this\"}");
        assertThat(worker.waitFor()).isEqualTo(ExitCode.USER_ERROR);
    }

    @Test
    void aDefectHasAStackTrace() throws Exception {
        Process worker = start(workerLine("defect"));

        assertThat(worker.inputReader().readAllLines())
                .last()
                .asString()
                .startsWith(
                        "{\"event\":\"error\",\"kind\":\"internal\",\"text\":\"java.lang.IllegalStateException: a defect\"")
                .contains("ScriptedPipeline.run");
        assertThat(worker.waitFor()).isEqualTo(ExitCode.DEFECT);
    }

    @Test
    void stopsWhenAskedAndSaysSo() throws Exception {
        Process worker = start(workerLine("goes-on"));
        BufferedReader events = worker.inputReader();
        awaitLine(events, "progress");

        worker.outputWriter().append("stop\n").flush();

        assertThat(events.readAllLines())
                .last()
                .isEqualTo("{\"event\":\"message\",\"text\":\"stopped on request; the same command resumes\"}");
        assertThat(worker.waitFor()).isEqualTo(ExitCode.STOPPED);
    }

    @Test
    void aTerminatingSignalIsACleanStopToo() throws Exception {
        Process worker = start(workerLine("goes-on"));
        BufferedReader events = worker.inputReader();
        awaitLine(events, "progress");

        worker.toHandle().destroy(); // Process.destroy would close the streams we still read.

        assertThat(events.readAllLines()).last().asString().contains("stopped on request");
        assertThat(worker.waitFor()).isEqualTo(ExitCode.STOPPED);
    }

    @Test
    void noWorkerOutlivesAParentThatIsKilled() throws Exception {
        for (String name : List.of("goes-on", "deaf")) {
            List<String> line = java(ParentThatWaits.class);
            line.addAll(workerLine(name));
            Process parent = start(line);
            BufferedReader said = parent.inputReader();
            ProcessHandle worker =
                    ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
            awaitLine(said, "stage-start");

            parent.destroyForcibly();

            worker.onExit().orTimeout(60, TimeUnit.SECONDS).join();
            assertThat(worker.isAlive()).isFalse();
        }
    }

    private static void awaitLine(BufferedReader lines, String part) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.contains(part)) {
            line = lines.readLine();
        }
        assertThat(line).contains(part);
    }

    private List<String> workerLine(String name) throws IOException {
        Path recipe = Files.writeString(folder.resolve(name + ".yaml"), "name: " + name + "\n" + TestRecipe.REQUIRED);
        Map<String, Object> job = Map.of(
                "goal", "run",
                "stages", List.of("rollout"),
                "recipe", recipe.toString(),
                "runsFolder", folder.resolve("runs").toString(),
                "overrides", Map.of("seed", "3"));
        Path file = Files.writeString(
                folder.resolve(name + ".json"), JsonMapper.shared().writeValueAsString(job));
        List<String> line = java(ScriptedPipeline.class);
        line.add(file.toString());
        return line;
    }

    private static List<String> java(Class<?> main) {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    }

    private Process start(List<String> line) throws IOException {
        Process process = new ProcessBuilder(line).start();
        started.add(process);
        return process;
    }
}
