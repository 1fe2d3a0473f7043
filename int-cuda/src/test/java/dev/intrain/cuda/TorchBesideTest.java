package dev.intrain.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundle's PyTorch script: says in a line that there is no PyTorch, or measures tiny shapes on the CPU under our tables' names. */
class TorchBesideTest {
    private static final Path SCRIPT =
            Path.of("src/bundle/torch_beside.py").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    private record Ran(int exit, String output) {}

    private Ran python(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(System.getenv().getOrDefault("INTRAIN_PYTHON", "python3")));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ran(process.waitFor(), output);
        } catch (IOException e) {
            return new Ran(-1, "");
        }
    }

    @Test
    void measuresOrSaysWhyNot() throws IOException, InterruptedException {
        assumeTrue(python(List.of("--version")).exit() == 0, "there is no python3");
        Ran ran = python(List.of(SCRIPT.toString(), "results", "--device", "cpu", "--tiny"));
        assertThat(ran.exit()).as(ran.output()).isZero();
        if (ran.output().startsWith("PyTorch is absent")) {
            assertThat(ran.output().lines()).hasSize(1);
            assertThat(folder.resolve("results")).doesNotExist();
            return;
        }
        assertThat(ran.output()).doesNotContain("not measured");
        TorchNumbers numbers = TorchNumbers.read(folder.resolve("results"));
        assertThat(Files.readString(folder.resolve("results/torch.md"))).startsWith("## PyTorch");
        assertThat(numbers.numbers())
                .containsKeys(
                        "copy TB/s",
                        "gemm 40x48x64 TFLOP/s",
                        "attention 40 forward TFLOP/s",
                        "attention 40 backward TFLOP/s",
                        "decode tiny rows 3 ms",
                        "prefill tiny rows 3 tokens/s",
                        "train tiny tokens/s",
                        "update tiny tokens/s");
    }
}
