package dev.intrain.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What {@code -Pkernels} runs, on a copy of two kernels: nothing but the pinned nvcc will do, and it gives the committed bytes. */
@EnabledOnOs(OS.LINUX)
class CompileScriptTest {
    private static final Path SOURCES = Path.of("src", "main", "cuda");
    private static final Path COMMITTED = Path.of("src", "main", "resources", "dev", "intrain", "cuda", "kernels");
    private static final String OUTPUT = "main/resources/dev/intrain/cuda/kernels";

    @TempDir
    Path folder;

    private record Ran(int exit, String output) {}

    @BeforeEach
    void copy() throws IOException {
        Path copies = Files.createDirectories(folder.resolve("main/cuda"));
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                // The script asks nvcc about norm.cu where its assembler is.
                if (!name.endsWith(".cu") || name.equals("norm.cu") || name.equals("swiglu.cu")) {
                    Files.copy(file, copies.resolve(name));
                }
            }
        }
    }

    private Ran compile(String nvcc) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        "bash", folder.resolve("main/cuda/compile.sh").toString())
                .redirectErrorStream(true);
        builder.environment().put("NVCC", nvcc);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output);
    }

    @Test
    void anotherCompilerIsRefusedAndNothingIsTouched() throws IOException, InterruptedException {
        Path other = Files.writeString(
                folder.resolve("nvcc"), "#!/bin/sh\necho 'Cuda compilation tools, release 12.4, V12.4.131'\n");
        assertThat(other.toFile().setExecutable(true)).isTrue();
        for (String nvcc : List.of(other.toString(), "/nowhere/nvcc")) {
            Ran ran = compile(nvcc);
            assertThat(ran.exit()).isNotZero();
            assertThat(ran.output())
                    .hasLineCount(1)
                    .startsWith("The kernels are compiled with nvcc V13.0.88 only")
                    .contains("set NVCC to it");
        }
        assertThat(folder.resolve(OUTPUT)).doesNotExist();
    }

    @Test
    void thePinnedCompilerGivesTheCommittedKernels() throws IOException, InterruptedException {
        Ran ran = compile("nvcc");
        assumeTrue(!ran.output().startsWith("The kernels are compiled with"), "there is no nvcc 13.0");
        assertThat(ran.exit()).as(ran.output()).isZero();
        for (String kernel : List.of("norm", "swiglu")) {
            String file = kernel + ".ptx.gz";
            assertThat(folder.resolve(OUTPUT).resolve(file)).hasSameBinaryContentAs(COMMITTED.resolve(file));
        }
        List<String> all = Files.readAllLines(COMMITTED.resolve("kernels.properties"));
        assertThat(Files.readAllLines(folder.resolve(OUTPUT).resolve("kernels.properties")))
                .anyMatch(line -> line.startsWith("kernel.swiglu=swiglu "))
                .filteredOn(line -> !line.startsWith("sources="))
                .isSubsetOf(all);
    }
}
