package dev.intrain.core.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** On the model of the quickstart, which lies in the examples. */
class GenerateCommandTest {
    private static final Path MODEL = Path.of("..", "examples", "quickstart", "base");
    private static final String PROBLEM = "k: 1 spin 2 turn = ?";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void needsTheModel() {
        assumeTrue(Files.exists(MODEL.resolve("model.safetensors")), "the quickstart's model is there");
    }

    @Test
    void answersInTheModelsChatFormat() {
        assertThat(run("--prompt", PROBLEM, "--chat")).isZero();
        assertThat(out.toString()).contains("1 spin k", "\\boxed{").endsWith(System.lineSeparator());
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void theSameSeedGivesTheSameText() {
        assertThat(run("--prompt", PROBLEM, "--temperature", "1", "--seed", "7", "--max-new-tokens", "12"))
                .isZero();
        assertThat(run("--prompt", PROBLEM, "--temperature", "1", "--seed", "7", "--max-new-tokens", "12"))
                .isZero();

        String both = out.toString();
        String first = both.substring(0, both.length() / 2);
        assertThat(both).isEqualTo(first + first);
    }

    @Test
    void badOptionsAreOneSentence() {
        assertThat(run("--prompt", PROBLEM, "--temperature", "-1")).isEqualTo(ExitCode.USER_ERROR);
        assertThat(run("--prompt", "")).isEqualTo(ExitCode.USER_ERROR);
        assertThat(run("--prompt", PROBLEM, "--dtype", "f64")).isEqualTo(ExitCode.USER_ERROR);

        assertThat(err.toString().lines())
                .containsExactly(
                        "bad sampling option: temperature must be at least 0, not -1.0",
                        "--prompt is empty, and this model's texts begin with no token of their own: give a text",
                        "--dtype is 'f64': name f32 or bf16");
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("generate", "--model", MODEL.toString(), "--backend", "reference"));
        all.addAll(List.of(arguments));
        CommandLine command = IntrainCommand.command(new StopSignal(), ScriptedPipeline::run);
        return command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(all.toArray(String[]::new));
    }
}
