package dev.intrain.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A folder we saved, converted and run by llama.cpp, gives the next-token log-probabilities we give: F32 keys and values, no flash
 * attention. Skipped without the yardstick's folder and its installed packages.
 */
class LlamaCppTest {
    @TempDir
    private Path temp;

    @ParameterizedTest
    @CsvSource({"tiny-f32,F32,1e-4", "tiny-untied-f32,F32,1e-4", "tiny-f32,BF16,5e-2"})
    void savedFolderGivesTheSameLogprobs(String name, DType type, double tolerance) throws Exception {
        Path yardstick = yardstick();
        Golden golden = Golden.open(name);
        int[] ids = golden.ids().getFirst();
        Path saved = temp.resolve("saved");
        float[] ours;
        int vocabSize;
        try (Backend backend = TestBackends.fastest().create(1);
                Decoder decoder = Decoder.load(backend, golden.folder(), type);
                ScoringPass pass = new ScoringPass(decoder, ids.length, ids.length)) {
            decoder.save(saved, type, null);
            pass.forward(
                    PackedBatch.of(List.of(ids), List.of(golden.allTargets().getFirst())), 1);
            ours = pass.logprobs();
            vocabSize = decoder.config().vocabSize();
        }
        Path gguf = temp.resolve("model.gguf");
        Path full = temp.resolve("logprobs.f32");
        String tokens = Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(","));
        run(yardstick, "python3", "hf_to_gguf.py", saved.toString(), gguf.toString());
        run(yardstick, "node", "logits.mjs", gguf.toString(), tokens, "--full", full.toString());
        float[] all = floats(full);
        float[] theirs = new float[ids.length - 1];
        for (int t = 0; t < theirs.length; t++) {
            theirs[t] = all[t * vocabSize + ids[t + 1]];
        }
        assertThat(Golden.maxDifference(ours, theirs)).isLessThan(tolerance);
    }

    private static Path yardstick() {
        String yardsticks = System.getenv("INTRAIN_YARDSTICKS");
        assumeTrue(yardsticks != null, "INTRAIN_YARDSTICKS is not set");
        Path folder = Path.of(yardsticks, "llamacpp");
        assumeTrue(Files.isDirectory(folder.resolve("node_modules")), folder + " has no node_modules");
        return folder;
    }

    private void run(Path folder, String... command) throws IOException, InterruptedException {
        Path output = temp.resolve("output.txt");
        Process process = new ProcessBuilder(List.of(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor())
                .as(() -> String.join(" ", command) + "\n" + contents(output))
                .isZero();
    }

    private static String contents(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static float[] floats(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }
}
