package dev.intrain.core.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class IntrainCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final StopSignal stop = new StopSignal();

    @Test
    void runsStages() throws IOException {
        assertThat(run("rollout", "--recipe", recipe("well"), "--run", folder.toString()))
                .isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aMistakeIsOneSentenceAndExitTwo() throws IOException {
        assertThat(run("train", "--recipe", recipe("mistake"))).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("mend this" + System.lineSeparator());
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void debugShowsWhereAMistakeWasFound() throws IOException {
        assertThat(run("train", "--recipe", recipe("mistake"), "--debug")).isEqualTo(2);
        assertThat(err.toString()).contains("ScriptedPipeline.run");
    }

    @Test
    void aDefectIsExitOneWithAStackTrace() throws IOException {
        assertThat(run("train", "--recipe", recipe("defect"))).isEqualTo(1);
        assertThat(err.toString()).contains("java.lang.IllegalStateException: a defect", "ScriptedPipeline.run");
    }

    @Test
    void aStopIsAnExitCodeOfItsOwn() throws IOException {
        stop.request();
        assertThat(run("train", "--recipe", recipe("well"))).isEqualTo(ExitCode.STOPPED);
        assertThat(err.toString()).startsWith("stopped on request");
    }

    @Test
    void theLaterSettingWins() throws IOException {
        assertThat(run(
                        "effective-recipe",
                        "--recipe",
                        recipe("x"),
                        "--set",
                        "rl.steps=7",
                        "--set",
                        "seed=1",
                        "--seed",
                        "2",
                        "--threads",
                        "3",
                        "--backend",
                        "reference"))
                .isZero();
        assertThat(out.toString())
                .contains("name: x\n", "steps: 7\n", "seed: 2\n", "threads: 3\n", "backend: reference\n");
    }

    @Test
    void anUnknownKeyNamesTheNearest() throws IOException {
        assertThat(run("effective-recipe", "--recipe", recipe("x"), "--set", "rl.step=7"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("rl.step").contains("rl.steps").doesNotContain("\tat ");
    }

    @Test
    void badArgumentsShowTheUsage() {
        assertThat(run("trian")).isEqualTo(2);
        assertThat(err.toString()).contains("train");
    }

    private String recipe(String name) throws IOException {
        return Files.writeString(folder.resolve(name + ".yaml"), "name: " + name + "\n" + TestRecipe.REQUIRED)
                .toString();
    }

    private int run(String... arguments) {
        CommandLine command = IntrainCommand.command(stop, ScriptedPipeline::run);
        return command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
    }
}
