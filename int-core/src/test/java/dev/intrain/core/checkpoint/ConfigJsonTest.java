package dev.intrain.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.intrain.api.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Config files as Qwen and Llama ship them, in the older and the newer spelling. */
class ConfigJsonTest {
    @TempDir
    private Path folder;

    private ModelConfig read(String json) throws IOException {
        Path file = folder.resolve("config.json");
        Files.writeString(file, json);
        return ConfigJson.read(file);
    }

    @Test
    void qwen25WithUnusedSlidingWindow() throws IOException {
        ModelConfig config = read("""
                {"architectures":["Qwen2ForCausalLM"],"hidden_size":896,"intermediate_size":4864,"vocab_size":151936,
                "num_hidden_layers":24,"num_attention_heads":14,"num_key_value_heads":2,"rms_norm_eps":1e-06,
                "max_position_embeddings":32768,"max_window_layers":21,"rope_theta":1000000.0,"sliding_window":32768,
                "tie_word_embeddings":true,"torch_dtype":"bfloat16","use_sliding_window":false}""");
        assertThat(config.attention()).isEqualTo(new AttentionConfig(14, 2, 64, true, false, false));
        assertThat(config.rope()).isEqualTo(new RopeConfig(1e6, new RopeConfig.Scaling.None()));
        assertThat(config.otherKeys()).containsEntry("sliding_window", 32768).containsEntry("max_window_layers", 21);
    }

    @Test
    void llama32WithScaledRope() throws IOException {
        ModelConfig config = read("""
                {"architectures":["LlamaForCausalLM"],"hidden_size":2048,"intermediate_size":8192,"vocab_size":128256,
                "num_hidden_layers":16,"num_attention_heads":32,"num_key_value_heads":8,"rms_norm_eps":1e-05,
                "head_dim":64,"max_position_embeddings":131072,"rope_theta":500000.0,"tie_word_embeddings":true,
                "rope_scaling":{"factor":32.0,"high_freq_factor":4.0,"low_freq_factor":1.0,
                "original_max_position_embeddings":8192,"rope_type":"llama3"}}""");
        assertThat(config.rope().scaling()).isEqualTo(new RopeConfig.Scaling.Llama3(32, 1, 4, 8192));
        double[] frequencies = config.rope().frequencies(64);
        assertThat(frequencies[0]).isEqualTo(1);
        assertThat(frequencies[31]).isCloseTo(Math.pow(5e5, -62.0 / 64) / 32, within(1e-15));
        assertThat(config.parameterCount()).isEqualTo(1_235_814_400L);
    }

    @Test
    void newerSpelling() throws IOException {
        ModelConfig config = read("""
                {"architectures":["Qwen3ForCausalLM"],"model_type":"qwen3","dtype":"bfloat16","hidden_size":1024,
                "intermediate_size":3072,"vocab_size":151936,"num_hidden_layers":28,"num_attention_heads":16,
                "num_key_value_heads":8,"max_position_embeddings":40960,"layer_types":["full_attention"],
                "rope_parameters":{"rope_theta":1000000,"rope_type":"default"},"tie_word_embeddings":true}""");
        assertThat(config.rope()).isEqualTo(new RopeConfig(1e6, new RopeConfig.Scaling.None()));
        assertThat(config.attention()).isEqualTo(new AttentionConfig(16, 8, 128, false, false, true));
        assertThat(config.parameterCount()).isEqualTo(596_049_920L);
    }

    @Test
    void writingKeepsEverything() throws IOException {
        ModelConfig config = read("""
                {"architectures":["LlamaForCausalLM"],"model_type":"llama","hidden_size":8,"intermediate_size":8,
                "vocab_size":5,"num_hidden_layers":1,"num_attention_heads":2,"max_position_embeddings":64,
                "rope_theta":500.0,"rope_scaling":{"type":"linear","factor":2.0},"eos_token_id":[1,2],
                "transformers_version":"4.51.0"}""");
        ModelConfig again = read(ConfigJson.write(config, DType.BF16));
        assertThat(again).isEqualTo(config);
        assertThat(Files.readString(folder.resolve("config.json"))).contains("\"torch_dtype\" : \"bfloat16\"");
    }

    @Test
    void writingAFreshConfigStatesItsRope() throws IOException {
        ModelConfig config = read("""
                {"architectures":["Qwen3ForCausalLM"],"hidden_size":8,"intermediate_size":8,"vocab_size":5,
                "num_hidden_layers":1,"num_attention_heads":2,"head_dim":4,"max_position_embeddings":64}""");
        for (RopeConfig.Scaling scaling : java.util.List.of(
                new RopeConfig.Scaling.None(),
                new RopeConfig.Scaling.Linear(3),
                new RopeConfig.Scaling.Llama3(8, 1, 4, 32))) {
            ModelConfig fresh = new ModelConfig(
                    config.architecture(),
                    5,
                    8,
                    8,
                    1,
                    config.attention(),
                    new RopeConfig(123, scaling),
                    64,
                    1e-6,
                    false,
                    0.02,
                    java.util.Map.of());
            assertThat(read(ConfigJson.write(fresh, DType.F32)).rope()).isEqualTo(fresh.rope());
        }
    }
}
