package dev.intrain.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.checkpoint.ConfigJson;
import dev.intrain.core.checkpoint.Safetensors;
import dev.intrain.core.checkpoint.TrainingState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is saved reads back with the same bits, and loads from every layout and float type Hugging Face folders come in. */
class DecoderFilesTest {
    @TempDir
    private Path temp;

    @ParameterizedTest
    @CsvSource({"tiny-f32,F32", "tiny-untied-f32,F32", "tiny-bf16,BF16"})
    void savedFolderReadsBackBitIdentical(String name, DType type) throws IOException {
        Golden golden = Golden.open(name);
        Files.writeString(temp.resolve("tokenizer.json"), "{}");
        Path saved = temp.resolve("saved");
        try (Backend backend = TestBackends.fastest().create(1);
                Decoder decoder = Decoder.load(backend, golden.folder(), type)) {
            decoder.save(saved, type, temp);
        }
        assertSameTensors(golden.folder(), saved);
        assertThat(ConfigJson.read(saved.resolve("config.json")))
                .isEqualTo(ConfigJson.read(golden.folder().resolve("config.json")));
        assertThat(saved.resolve("tokenizer.json")).hasContent("{}");
        try (var left = Files.list(temp)) {
            assertThat(left.map(p -> p.getFileName().toString())).containsExactlyInAnyOrder("saved", "tokenizer.json");
        }
    }

    private static void assertSameTensors(Path expected, Path actual) {
        Safetensors a = Safetensors.openFolder(expected);
        Safetensors b = Safetensors.openFolder(actual);
        assertThat(b.names()).isEqualTo(a.names());
        for (String name : a.names()) {
            assertThat(b.tensor(name).dtype()).isEqualTo(a.tensor(name).dtype());
            assertThat(b.tensor(name).shape()).isEqualTo(a.tensor(name).shape());
            assertThat(b.floats(name)).as(name).isEqualTo(a.floats(name));
        }
    }

    @Test
    void savedFolderOfMastersRoundsThemToTheFileType() {
        Path saved = temp.resolve("saved");
        try (Backend backend = TestBackends.fastest().create(1);
                Decoder decoder = Decoder.load(backend, Golden.open("tiny-bf16").folder(), DType.BF16)) {
            Tensor master = decoder.trainable().getFirst().value();
            backend.write(master, 0, new float[] {1.001f, -2.003f}, 0, 2);
            decoder.save(saved, DType.F32, null);
            assertThat(Safetensors.openFolder(saved).floats("model.embed_tokens.weight"))
                    .startsWith(1.001f, -2.003f);
            backend.fill(master, 0);
            decoder.restore(saved);
            float[] restored = new float[2];
            backend.read(master, 0, restored, 0, 2);
            assertThat(restored).containsExactly(1.001f, -2.003f);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"F32", "BF16", "F16"})
    void shardsOfEveryFloatTypeLoad(String type) throws IOException {
        Golden golden = Golden.open("tiny-untied-f32");
        Safetensors source = Safetensors.openFolder(golden.folder());
        Files.copy(golden.folder().resolve("config.json"), temp.resolve("config.json"));
        List<String> names = List.copyOf(source.names());
        StringBuilder index = new StringBuilder("{\"weight_map\":{");
        for (int i = 0; i < names.size(); i++) {
            String shard = "model-%05d.safetensors".formatted(i);
            writeShard(temp.resolve(shard), source, names.get(i), type);
            index.append(i == 0 ? "" : ",").append("\"%s\":\"%s\"".formatted(names.get(i), shard));
        }
        Files.writeString(temp.resolve("model.safetensors.index.json"), index.append("}}"));
        float tolerance = type.equals("F32") ? 0 : type.equals("F16") ? 1e-3f : 8e-3f;
        try (Backend backend = TestBackends.fastest().create(1);
                Decoder decoder = Decoder.load(backend, temp, DType.F32)) {
            for (String name : names) {
                float[] expected = source.floats(name);
                float[] actual = new float[expected.length];
                backend.read(LayerWeights.require(decoder.weights(), name), 0, actual, 0, actual.length);
                assertThat(Golden.maxDifference(actual, expected))
                        .isLessThanOrEqualTo(tolerance * Math.max(1, Golden.maxAbs(expected)));
            }
        }
    }

    private static void writeShard(Path file, Safetensors source, String name, String type) throws IOException {
        float[] values = source.floats(name);
        int width = type.equals("F32") ? 4 : 2;
        String header = "{\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[0,%d]}}"
                .formatted(
                        name,
                        type,
                        java.util.Arrays.toString(source.tensor(name).shape()),
                        values.length * width);
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + values.length * width)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json);
        for (float value : values) {
            switch (type) {
                case "F32" -> bytes.putFloat(value);
                case "F16" -> bytes.putShort(Float.floatToFloat16(value));
                default -> bytes.putShort((short) (Float.floatToIntBits(value) >>> 16));
            }
        }
        Files.write(file, bytes.array());
    }

    @Test
    void trainingStateComesBack() {
        Path state = temp.resolve("state");
        try (Backend backend = TestBackends.fastest().create(1);
                Arena arena = new Arena(backend)) {
            Tensor m = arena.f32(3, 2);
            Tensor counters = arena.i32(2);
            backend.write(m, 0, new float[] {1, 2, 3, 4, 5, Float.MIN_VALUE}, 0, 6);
            backend.write(counters, 0, new int[] {7, -8}, 0, 2);
            Map<String, Tensor> tensors = Map.of("m", m, "counters", counters);
            TrainingState.save(state, backend, tensors, Map.of("step", 12, "rate", 0.1, "stage", "sft"));
            backend.fill(m, 0);
            backend.fill(counters, 0);
            assertThat(TrainingState.load(state, backend, tensors))
                    .containsEntry("step", 12)
                    .containsEntry("rate", 0.1)
                    .containsEntry("stage", "sft");
            float[] values = new float[6];
            backend.read(m, 0, values, 0, 6);
            assertThat(values).containsExactly(1, 2, 3, 4, 5, Float.MIN_VALUE);
            int[] numbers = new int[2];
            backend.read(counters, 0, numbers, 0, 2);
            assertThat(numbers).containsExactly(7, -8);
        }
    }
}
