package dev.intrain.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.BackendProvider;
import dev.intrain.api.tensor.DType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Families and options beyond the goldens, against a decoder in numpy that shares nothing with ours: biases, shards, half precision, both
 * scalings of the rotary embedding. {@code oracle/make.py} makes the files.
 */
class OracleTest {
    private static final List<String> FOLDERS = List.of("qwen2-sharded", "llama3-scaled", "llama-linear-half");

    static Stream<Arguments> cases() {
        return TestBackends.all().flatMap(provider -> FOLDERS.stream().map(folder -> Arguments.of(provider, folder)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void tokenLogprobs(BackendProvider provider, String name) throws Exception {
        Path folder = Path.of("src/test/resources/oracle").resolve(name);
        JsonNode expected =
                JsonMapper.shared().readTree(folder.resolve("expected.json").toFile());
        assertThat(expected.size()).isEqualTo(4);
        try (Backend backend = provider.create(2);
                Decoder decoder = Decoder.load(backend, folder, DType.F32);
                ScoringPass pass = new ScoringPass(decoder, 130, 129)) {
            for (JsonNode sequence : expected) {
                int[] ids = JsonMapper.shared().treeToValue(sequence.get("tokens"), int[].class);
                float[] logprobs = JsonMapper.shared().treeToValue(sequence.get("logprobs"), float[].class);
                boolean[] all = new boolean[ids.length];
                Arrays.fill(all, true);
                pass.forward(PackedBatch.of(List.of(ids), List.of(all)), 1);
                float[] ours = pass.logprobs();
                assertThat(ours).hasSameSizeAs(logprobs);
                for (int i = 0; i < ours.length; i++) {
                    assertThat(Math.abs(ours[i] - logprobs[i]))
                            .as("token %d of %d", i + 1, ids.length)
                            .isLessThan(1e-4f);
                }
            }
        }
    }
}
