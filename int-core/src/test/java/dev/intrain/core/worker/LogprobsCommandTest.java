package dev.intrain.core.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LogprobsCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path model;

    @BeforeEach
    void findModel() throws URISyntaxException {
        URL golden = Objects.requireNonNull(getClass().getResource("/golden/tiny-f32/config.json"));
        model = Objects.requireNonNull(Path.of(golden.toURI()).getParent());
    }

    @Test
    void printsALineForALineAndNothingElse() throws IOException {
        assertThat(run("{\"tokens\":[1,2,3]}", "", "{\"tokens\":[7]}", "{\"tokens\":[1,2]}"))
                .isZero();

        String[] lines = out.toString().split("\n", -1);
        assertThat(lines).hasSize(4).endsWith("");
        JsonNode three = JsonMapper.shared().readTree(lines[0]).path("logprobs");
        JsonNode two = JsonMapper.shared().readTree(lines[2]).path("logprobs");
        assertThat(three.size()).isEqualTo(2);
        assertThat(three.get(0).asDouble()).isNegative().isEqualTo(two.get(0).asDouble());
        assertThat(lines[1]).isEqualTo("{\"logprobs\":[]}");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"tokens\":[1,} | is not JSON",
                "[1,2] | has no list \"tokens\" with at least one id: write {\"tokens\":[1,2,3]}",
                "{\"tokens\":[]} | has no list \"tokens\" with at least one id: write {\"tokens\":[1,2,3]}",
                "{\"tokens\":[1,999999]} | has the token 999999, but the model's ids are whole numbers from 0 to ",
                "{\"tokens\":[1,-1]} | has the token -1, but the model's ids are whole numbers from 0 to ",
                "{\"tokens\":[1,1.5]} | has the token 1.5, but the model's ids are whole numbers from 0 to ",
                "{\"tokens\":[1,\"a\"]} | has the token \"a\", but the model's ids are whole numbers from 0 to "
            })
    void aBadLineIsNamedAndNothingIsPrinted(String line, String sentence) throws IOException {
        assertThat(run("{\"tokens\":[1,2]}", line)).isEqualTo(ExitCode.USER_ERROR);

        assertThat(err.toString()).startsWith("line 2 of " + folder.resolve("tokens.jsonl") + " " + sentence);
        assertThat(err.toString().strip()).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aModelThatIsNotThereIsOneSentence() throws IOException {
        model = folder.resolve("absent");

        assertThat(run("{\"tokens\":[1,2]}")).isEqualTo(ExitCode.USER_ERROR);
        assertThat(err.toString()).contains(model.toString()).doesNotContain("\tat ");
    }

    private int run(String... lines) throws IOException {
        Path tokens = Files.writeString(folder.resolve("tokens.jsonl"), String.join("\n", lines));
        CommandLine command = IntrainCommand.command(new StopSignal(), ScriptedPipeline::run);
        return command.setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(
                        "logprobs",
                        "--model",
                        model.toString(),
                        "--tokens",
                        tokens.toString(),
                        "--backend",
                        "reference");
    }
}
