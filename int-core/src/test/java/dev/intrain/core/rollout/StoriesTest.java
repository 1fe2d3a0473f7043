package dev.intrain.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intrain.api.TokenSequence;
import dev.intrain.api.Trace;
import dev.intrain.api.engine.Sampling;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.BackendProvider;
import dev.intrain.api.tensor.DType;
import dev.intrain.core.model.Decoder;
import dev.intrain.core.model.TestBackends;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A really trained Llama (stories260K) tells its story to the last letter. */
class StoriesTest {
    static Stream<BackendProvider> backends() {
        return TestBackends.all();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void greedyStoryIsReproduced(BackendProvider provider) throws IOException {
        String data = System.getenv("INTRAIN_TEST_DATA");
        assumeTrue(data != null, "INTRAIN_TEST_DATA is not set");
        Path folder = Path.of(data, "weights", "stories260K");
        ObjectMapper mapper = new ObjectMapper();
        JsonNode reference = mapper.readTree(Files.readString(folder.resolve("reference_greedy.json")));
        JsonNode vocabulary = mapper.readTree(Files.readString(folder.resolve("tok512.json")));
        JsonNode tokens = reference.path("greedy_tokens");
        try (Backend backend = provider.create(2);
                Decoder decoder = Decoder.load(backend, folder, DType.F32);
                RolloutEngine engine = new RolloutEngine(decoder, 256, 1, ids -> decode(ids, vocabulary))) {
            Trace trace = engine.run(
                            List.of(new RolloutRequest("story", 0, TokenSequence.of(1), 0, 1)),
                            new RolloutSettings(new Sampling(0, 1, 0, tokens.size() - 1), new int[0], 1, 0, "test", 0),
                            RolloutProgress.NONE)
                    .getFirst();
            assertThat(TokenSequence.of(1).concat(trace.completion()).toArray())
                    .containsExactly(IntStream.range(0, tokens.size())
                            .map(i -> tokens.path(i).asInt())
                            .toArray());
            assertThat(trace.text()).isEqualTo(reference.path("greedy_text").asString());
        }
    }

    /** Pieces in hexadecimal; a piece such as {@code <0x0A>} stands for that byte, and the first piece loses its space. */
    private static String decode(TokenSequence ids, JsonNode vocabulary) {
        ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
        for (int i = 0; i < ids.length(); i++) {
            byte[] raw = HexFormat.of()
                    .parseHex(vocabulary
                            .path("tokens")
                            .path(ids.get(i))
                            .path("bytes_hex")
                            .asString());
            String piece = new String(raw, StandardCharsets.UTF_8);
            if (piece.matches("<0x..>")) {
                bytes.put((byte) Integer.parseInt(piece.substring(3, 5), 16));
            } else {
                bytes.put(i == 0 && raw[0] == ' ' ? Arrays.copyOfRange(raw, 1, raw.length) : raw);
            }
        }
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    }
}
