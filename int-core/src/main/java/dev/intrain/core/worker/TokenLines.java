package dev.intrain.core.worker;

import dev.intrain.api.IntrainException;
import dev.intrain.core.checkpoint.ModelConfig;
import dev.intrain.core.io.IoFailures;
import dev.intrain.core.io.JsonFailures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a file of lines <code>{"tokens":[1,2,3]}</code>, checked against a model; blank lines are skipped. */
final class TokenLines {
    private final Path file;
    private final ModelConfig config;

    private TokenLines(Path file, ModelConfig config) {
        this.file = file;
        this.config = config;
    }

    /**
     * @param file JSON lines
     * @param config the model whose vocabulary and context bound the tokens
     * @return one sequence a line
     * @throws IntrainException naming the first bad line
     */
    static List<int[]> read(Path file, ModelConfig config) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw IoFailures.reading(file, e);
        }
        TokenLines reader = new TokenLines(file, config);
        List<int[]> sequences = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                sequences.add(reader.sequence(lines.get(i), i + 1));
            }
        }
        return sequences;
    }

    private int[] sequence(String line, int number) {
        JsonNode tokens = parse(line, number).path("tokens");
        if (!tokens.isArray() || tokens.isEmpty()) {
            throw bad(number, "has no list \"tokens\" with at least one id: write {\"tokens\":[1,2,3]}");
        }
        if (tokens.size() > config.maxPositionEmbeddings()) {
            throw bad(
                    number,
                    "has " + tokens.size() + " tokens, but the model's context is " + config.maxPositionEmbeddings()
                            + ": shorten it");
        }
        int[] ids = new int[tokens.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = id(tokens.get(i), number);
        }
        return ids;
    }

    private JsonNode parse(String line, int number) {
        try {
            return JsonMapper.shared().readTree(line);
        } catch (JacksonException e) {
            throw bad(number, "is not JSON (" + JsonFailures.reason(e) + "): write {\"tokens\":[1,2,3]}");
        }
    }

    private int id(JsonNode token, int number) {
        if (!token.isIntegralNumber() || token.asLong(-1) < 0 || token.asLong(-1) >= config.vocabSize()) {
            throw bad(
                    number,
                    "has the token " + token + ", but the model's ids are whole numbers from 0 to "
                            + (config.vocabSize() - 1));
        }
        return token.asInt();
    }

    private IntrainException bad(int number, String what) {
        return new IntrainException("line " + number + " of " + file + " " + what);
    }
}
