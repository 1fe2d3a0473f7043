package dev.intrain.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.cuda.device.KernelImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jcuda.nvptxcompiler.JNvPTXCompiler;
import jcuda.nvptxcompiler.nvPTXCompilerHandle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The committed PTX belongs to the sources, is complete and small, wants no new driver, and hot kernels keep to their registers. */
class KernelImagesTest {
    private static final Path SOURCES = Path.of("src", "main", "cuda");
    private static final Path IMAGES = Path.of("src", "main", "resources", "dev", "intrain", "cuda", "kernels");
    private static final long MOST_BYTES = 4 << 20;
    private static final List<String> HOT = List.of("gemm_", "attention_", "sample", "head_", "rms_", "adamw");

    private static List<Path> sources(String ending) throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void belongToTheSources() throws IOException, NoSuchAlgorithmException {
        List<Path> all = new ArrayList<>(sources(".cu"));
        all.addAll(sources(".cuh"));
        all.add(SOURCES.resolve("compile.sh"));
        StringBuilder lines = new StringBuilder();
        for (Path source : all) {
            lines.append(hash(Files.readAllBytes(source)) + "  " + source.getFileName() + "\n");
        }
        assertThat(KernelImages.load().sources())
                .as("The kernels changed since they were compiled; run int-cuda/src/main/cuda/compile.sh")
                .isEqualTo(hash(lines.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static String hash(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void holdEveryKernel() throws IOException {
        TreeSet<String> registered = new TreeSet<>();
        for (Path source : sources(".cu")) {
            // Macros that make several kernels register them by their own arguments.
            Pattern.compile(
                            "(?m)^(?:KERNEL|AXPBY|GEMM|GEMM_FEW|ATTENTION|CACHED|MMA_ATTENTION|MMA_DQ|MMA_DKV|DECODE)\\((\\w+)")
                    .matcher(Files.readString(source))
                    .results()
                    .map(found -> found.group(1))
                    .forEach(registered::add);
        }
        registered.removeIf(name -> name.equals("name"));
        assertThat(KernelImages.load().kernels().keySet()).containsAll(registered);
        assertThat(registered).hasSizeGreaterThan(40);
    }

    @Test
    void areSmall() throws IOException {
        try (Stream<Path> files = Files.list(IMAGES)) {
            assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThan(MOST_BYTES);
        }
    }

    /** On every target. */
    @Test
    void keepToTheirRegistersWhereItIsHot() {
        Map<String, KernelImages.Kernel> kernels = KernelImages.load().kernels();
        kernels.forEach((name, kernel) -> {
            if (HOT.stream().anyMatch(name::startsWith)) {
                assertThat(kernel.spilled()).as(name).isZero();
            }
        });
    }

    /** Another compiler than the one that made them takes them, at a version that drivers of CUDA 11.0 know. */
    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void areTakenByAnOlderAssembler() throws IOException {
        for (Path source : sources(".cu")) {
            String name = source.getFileName().toString().replace(".cu", "");
            byte[] ptx = KernelImages.ptx(name);
            String text = new String(ptx, StandardCharsets.UTF_8);
            assertThat(Pattern.compile("\\.version (\\S+)")
                            .matcher(text)
                            .results()
                            .map(MatchResult::group))
                    .containsExactly(".version 7.0");
            nvPTXCompilerHandle compiler = new nvPTXCompilerHandle();
            assertThat(JNvPTXCompiler.nvPTXCompilerCreate(compiler, ptx.length, ptx))
                    .isZero();
            assertThat(JNvPTXCompiler.nvPTXCompilerCompile(compiler, 2, new String[] {"--gpu-name=sm_80", "-O0"}))
                    .as(name)
                    .isZero();
            assertThat(JNvPTXCompiler.nvPTXCompilerDestroy(compiler)).isZero();
        }
    }
}
