package dev.intrain.core.run;

import dev.intrain.api.IntrainException;
import dev.intrain.core.io.IoFailures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON objects as nested maps. */
final class JsonText {
    static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final JsonMapper INDENTED =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};

    private JsonText() {}

    static String indented(Map<String, ?> object) {
        return INDENTED.writeValueAsString(object) + "\n";
    }

    static Map<String, Object> parse(String text) {
        return MAPPER.readValue(text, OBJECT);
    }

    /** Reads a file of ours; an absent one is an empty object. */
    static Map<String, Object> read(Path file) {
        if (!Files.exists(file)) {
            return new LinkedHashMap<>();
        }
        try {
            return parse(Files.readString(file));
        } catch (JacksonException e) {
            throw new IntrainException(file + " is damaged: delete it and run the same command again", e);
        } catch (IOException e) {
            throw IoFailures.reading(file, e);
        }
    }
}
