package dev.intrain.core.tensor.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bits of every kernel do not depend on how, or whether, the JVM compiled it. */
class KernelBitsTest {
    private static final String COMPILE_SOON = "-XX:CompileThresholdScaling=0.02";

    @TempDir
    Path folder;

    @Test
    void areTheSameInterpretedAndCompiled() throws IOException, InterruptedException {
        List<String> interpreted = hashes(1, "-Xint");
        assertThat(hashes(60, "-Xbatch", "-XX:TieredStopAtLevel=1", COMPILE_SOON))
                .isEqualTo(interpreted);
        assertThat(hashes(60, "-Xbatch", COMPILE_SOON)).isEqualTo(interpreted);
    }

    @Test
    void ofMatrixProductsAreTheSameAtEveryWidth() throws IOException, InterruptedException {
        List<String> widest = products(hashes(1));
        assertThat(products(hashes(1, "-Dintrain.vector.bits=128"))).isEqualTo(widest);
        assertThat(products(hashes(1, "-Dintrain.vector.bits=256"))).isEqualTo(widest);
    }

    private static List<String> products(List<String> hashes) {
        return hashes.stream().filter(line -> line.startsWith("linear")).toList();
    }

    private List<String> hashes(int rounds, String... flags) throws IOException, InterruptedException {
        Path file = folder.resolve("hashes");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(KernelHashes.class.getName(), Integer.toString(rounds), file.toString()));
        Path log = folder.resolve("log");
        int exit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertThat(exit).as(Files.readString(log)).isZero();
        return Files.readAllLines(file);
    }
}
