package dev.intrain.core.worker;

import dev.intrain.api.IntrainException;
import dev.intrain.core.checkpoint.ModelConfig;
import dev.intrain.core.io.IoFailures;
import dev.intrain.core.io.JsonFailures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a model's plain texts begin and end, from its folder: {@code add_bos_token} of tokenizer_config.json, and
 * {@code eos_token_id} of generation_config.json, else of config.json.
 *
 * @param begin the token to put before a text, if the model wants one
 * @param stopIds tokens that end a text
 */
record TextEnds(Optional<String> begin, int[] stopIds) {
    static TextEnds read(Path folder, ModelConfig config) {
        JsonNode tokenizer = json(folder.resolve("tokenizer_config.json"));
        JsonNode bos = tokenizer.path("bos_token");
        String token = bos.isObject() ? bos.path("content").asString("") : bos.asString("");
        boolean wanted = tokenizer.path("add_bos_token").asBoolean(false) && !token.isEmpty();

        JsonNode eos = json(folder.resolve("generation_config.json")).path("eos_token_id");
        JsonNode stops = eos.isMissingNode()
                ? JsonMapper.shared().valueToTree(config.otherKeys()).path("eos_token_id")
                : eos;
        return new TextEnds(wanted ? Optional.of(token) : Optional.empty(), ids(stops));
    }

    private static int[] ids(JsonNode stops) {
        if (stops.isArray()) {
            return IntStream.range(0, stops.size())
                    .map(i -> stops.get(i).asInt())
                    .toArray();
        }
        return stops.isInt() ? new int[] {stops.asInt()} : new int[0];
    }

    private static JsonNode json(Path file) {
        if (!Files.isRegularFile(file)) {
            return JsonMapper.shared().createObjectNode();
        }
        try {
            return JsonMapper.shared().readTree(Files.readString(file));
        } catch (JacksonException e) {
            throw new IntrainException(
                    file + " is not valid JSON (" + JsonFailures.reason(e)
                            + "): copy it again from the model's repository",
                    e);
        } catch (IOException e) {
            throw IoFailures.reading(file, e);
        }
    }
}
