package dev.intrain.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.IntrainException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every damaged or unsupported folder is refused in one sentence which names the file. */
class BadModelFolderTest {
    private static final String CONFIG = """
            {"architectures":["Qwen3ForCausalLM"],"vocab_size":4,"hidden_size":2,"intermediate_size":3,
            "num_hidden_layers":1,"num_attention_heads":1,"head_dim":2,"max_position_embeddings":16,
            "tie_word_embeddings":true,"rope_theta":100.0}""";

    @TempDir
    private Path folder;

    @BeforeEach
    void writeGoodFolder() throws IOException {
        Files.writeString(folder.resolve("config.json"), CONFIG);
        Files.write(
                weights(),
                new SafetensorsBytes().layout(ConfigJson.read(config())).toBytes());
    }

    private Path weights() {
        return folder.resolve("model.safetensors");
    }

    private Path config() {
        return folder.resolve("config.json");
    }

    @Test
    void theGoodFolderOpens() {
        assertThat(ModelFolder.open(folder).config().numHiddenLayers()).isEqualTo(1);
    }

    private void refused(String message) {
        assertThatThrownBy(() -> ModelFolder.open(folder))
                .isInstanceOf(IntrainException.class)
                .hasMessage(message.replace("FOLDER", folder.toString()));
    }

    @Test
    void missingFolder() {
        Path missing = folder.resolve("nothing");
        assertThatThrownBy(() -> ModelFolder.open(missing))
                .isInstanceOf(IntrainException.class)
                .hasMessage("there is no model folder " + missing + "; give a folder in Hugging Face layout");
    }

    @Test
    void missingConfig() throws IOException {
        Files.delete(config());
        refused("there is no FOLDER/config.json; give a model folder in Hugging Face layout");
    }

    @Test
    void brokenConfig() throws IOException {
        Files.writeString(config(), "{\"vocab_size\": 4,");
        assertThatThrownBy(() -> ModelFolder.open(folder))
                .isInstanceOf(IntrainException.class)
                .hasMessageStartingWith(config() + " holds broken JSON: ");
    }

    @Test
    void missingWeights() throws IOException {
        Files.delete(weights());
        refused("FOLDER holds neither model.safetensors nor model.safetensors.index.json;"
                + " give a model folder in Hugging Face layout");
    }

    @Test
    void truncatedFile() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(weights().toFile(), "rw")) {
            long length = file.length();
            file.setLength(length - 5);
            refused("FOLDER/model.safetensors is truncated: its header promises " + length + " bytes, the file has "
                    + (length - 5) + "; copy it again");
        }
    }

    @Test
    void almostEmptyFile() throws IOException {
        Files.write(weights(), new byte[5]);
        refused("FOLDER/model.safetensors is only 5 bytes long; the file is truncated: copy it again");
    }

    @Test
    void headerLargerThanTheFile() throws IOException {
        Files.write(
                weights(),
                ByteBuffer.allocate(16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(1L << 40)
                        .array());
        refused("FOLDER/model.safetensors claims a header of 1099511627776 bytes in a file of 16 bytes;"
                + " the file is damaged or not safetensors: copy it again");
    }

    @Test
    void bytesAfterTheLastTensor() throws IOException {
        byte[] good = Files.readAllBytes(weights());
        Files.write(weights(), java.util.Arrays.copyOf(good, good.length + 4));
        refused("FOLDER/model.safetensors has 4 bytes after its last tensor; the file is damaged: copy it again");
    }

    @Test
    void overlappingTensors() throws IOException {
        Files.write(
                weights(),
                new SafetensorsBytes()
                        .entry("a", "F32", "[2]", 0, 8)
                        .entry("b", "F32", "[2]", 4, 12)
                        .data(12)
                        .toBytes());
        refused("FOLDER/model.safetensors has overlapping data of tensor a and tensor b;"
                + " the file is damaged: copy it again");
    }

    @Test
    void bytesThatDoNotFitTheShape() throws IOException {
        Files.write(
                weights(),
                new SafetensorsBytes().entry("a", "F32", "[3]", 0, 8).data(8).toBytes());
        refused("FOLDER/model.safetensors gives tensor a 8 bytes at offset 0, which does not fit its shape [3] of F32;"
                + " the file is damaged: copy it again");
    }

    @Test
    void sameTensorTwice() throws IOException {
        Files.write(
                weights(),
                new SafetensorsBytes()
                        .entry("a", "F32", "[2]", 0, 8)
                        .entry("a", "F32", "[2]", 8, 16)
                        .data(16)
                        .toBytes());
        assertThatThrownBy(() -> ModelFolder.open(folder))
                .isInstanceOf(IntrainException.class)
                .hasMessageStartingWith(weights() + " holds broken JSON: Duplicate Object property \"a\"");
    }

    @Test
    void missingTensor() throws IOException {
        rewrite("model.norm.weight", "model.nrom.weight");
        refused("FOLDER/model.safetensors lacks tensor model.norm.weight, which config.json calls for;"
                + " use the folder's own config.json or copy the model again");
    }

    @Test
    void unexpectedTensor() throws IOException {
        Files.write(
                weights(),
                new SafetensorsBytes()
                        .layout(ConfigJson.read(config()))
                        .next("model.layers.0.self_attn.q_proj.bias", "F32", 2)
                        .toBytes());
        refused("FOLDER holds tensor model.layers.0.self_attn.q_proj.bias, which a Qwen3ForCausalLM with this"
                + " config.json does not have; use a folder whose config.json and weights match");
    }

    @Test
    void wrongShape() throws IOException {
        Files.writeString(config(), CONFIG.replace("\"vocab_size\":4", "\"vocab_size\":5"));
        refused("tensor model.embed_tokens.weight in FOLDER/model.safetensors has shape [4, 2], config.json calls for"
                + " [5, 2]; use the folder's own config.json");
    }

    @Test
    void unexpectedType() throws IOException {
        rewrite("\"F32\"", "\"I32\"");
        refused("tensor model.embed_tokens.weight in FOLDER/model.safetensors is of type I32;"
                + " save the model as float32, bfloat16 or float16");
    }

    private void rewrite(String from, String to) throws IOException {
        String bytes = Files.readString(weights(), StandardCharsets.ISO_8859_1);
        Files.writeString(weights(), bytes.replace(from, to), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({"../secret.safetensors", "/etc/passwd", "a/../../secret.safetensors"})
    void indexPointingOutside(String shard) throws IOException {
        Files.delete(weights());
        Files.writeString(
                folder.resolve("model.safetensors.index.json"),
                "{\"weight_map\":{\"model.norm.weight\":\"" + shard + "\"}}");
        refused("FOLDER/model.safetensors.index.json points outside its folder, at '" + shard
                + "'; do not use this model folder");
    }

    @Test
    void missingShard() throws IOException {
        Files.delete(weights());
        Files.writeString(
                folder.resolve("model.safetensors.index.json"),
                "{\"weight_map\":{\"model.norm.weight\":\"model-1.safetensors\"}}");
        refused("FOLDER/model.safetensors.index.json names the shard model-1.safetensors, which is missing from FOLDER;"
                + " copy the folder again");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Qwen3ForCausalLM | GPT2LMHeadModel | describes a model of the unknown architecture"
                        + " 'GPT2LMHeadModel'; use a Qwen3ForCausalLM, Qwen2ForCausalLM or LlamaForCausalLM model",
                "\"rope_theta\":100.0 | \"use_sliding_window\":true,\"sliding_window\":64"
                        + " | uses sliding-window attention, which is not supported; use a model with full attention",
                "\"rope_theta\":100.0 | \"rope_scaling\":{\"type\":\"yarn\",\"factor\":4} | has the rope_scaling type"
                        + " 'yarn', which is not supported; default, linear and llama3 are; mend the file or use another"
                        + " model",
                "\"rope_theta\":100.0 | \"hidden_act\":\"gelu\""
                        + " | uses the activation 'gelu'; only silu is supported",
                "\"vocab_size\":4 | \"vocab_size\":\"many\" | vocab_size must be a whole number, not \"many\";"
                        + " mend the file or use another model",
                "\"head_dim\":2 | \"head_dim\":3 | head_dim must be even and positive, not 3;"
                        + " mend the file or use another model"
            })
    void unsupportedConfig(String from, String to, String message) throws IOException {
        Files.writeString(config(), CONFIG.replace(from, to));
        refused("FOLDER/config.json " + message);
    }
}
