package dev.intrain.core.tokenizer;

import dev.intrain.api.IntrainException;
import dev.intrain.core.io.IoFailures;
import dev.intrain.core.io.JsonFailures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model folder says about its tokenizer, as one {@code tokenizer.json} and the tables read from it.
 *
 * @param json the complete tokenizer.json
 * @param ids id of every token by its spelling, added tokens included
 * @param addedTokens added tokens by ascending id
 * @param decoder types of the decoder's parts, in order; empty for none
 * @param unknown the token that stands for text outside the vocabulary; empty where the vocabulary can spell everything
 */
record TokenizerFiles(
        String json,
        Map<String, Integer> ids,
        List<AddedToken> addedTokens,
        List<String> decoder,
        Optional<String> unknown) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * @param id its id
     * @param content its spelling
     * @param special whether plain decoding skips it
     */
    record AddedToken(int id, String content, boolean special) {}

    static TokenizerFiles read(Path folder) {
        try {
            return tables(folder);
        } catch (JacksonException | NumberFormatException e) {
            throw new IntrainException(
                    "the tokenizer files in " + folder + " hold values of the wrong kind (" + e.getMessage()
                            + "): copy them again from the model's repository",
                    e);
        }
    }

    private static TokenizerFiles tables(Path folder) {
        ObjectNode root = root(folder);
        boolean changed = addTokensOfConfig(root, readConfig(folder));
        Path file = folder.resolve("tokenizer.json");
        Map<String, Integer> ids = vocabulary(root.path("model").path("vocab"), file);
        List<AddedToken> added = new ArrayList<>();
        for (JsonNode token : root.path("added_tokens")) {
            added.add(new AddedToken(
                    token.path("id").asInt(),
                    token.path("content").asString(),
                    token.path("special").asBoolean(false)));
        }
        added.sort(Comparator.comparingInt(AddedToken::id));
        added.forEach(token -> ids.put(token.content(), token.id()));
        String json = !changed && Files.exists(file) ? text(file) : JSON.writeValueAsString(root);
        Optional<String> unknown =
                Optional.of(root.path("model").path("unk_token").asString("")).filter(ids::containsKey);
        return new TokenizerFiles(
                json, Map.copyOf(ids), List.copyOf(added), decoderTypes(root.path("decoder")), unknown);
    }

    int size() {
        return ids.values().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
    }

    private static ObjectNode root(Path folder) {
        Path file = folder.resolve("tokenizer.json");
        Path vocab = folder.resolve("vocab.json");
        Path merges = folder.resolve("merges.txt");
        if (Files.exists(file)) {
            return parse(file);
        }
        if (Files.exists(vocab) && Files.exists(merges)) {
            return ByteLevelAssembly.assemble(folder, parse(vocab), text(merges), readConfig(folder));
        }
        throw new IntrainException(
                "no tokenizer in " + folder + ": expected tokenizer.json, or vocab.json with merges.txt; "
                        + "copy them from the model's repository");
    }

    static ObjectNode readConfig(Path folder) {
        Path file = folder.resolve("tokenizer_config.json");
        return Files.exists(file) ? parse(file) : JSON.createObjectNode();
    }

    static ObjectNode parse(Path file) {
        try {
            if (JSON.readTree(text(file)) instanceof ObjectNode object) {
                return object;
            }
            throw new IntrainException(file + " is not a JSON object: copy it again from the model's repository");
        } catch (JacksonException e) {
            throw new IntrainException(
                    file + " is not valid JSON (" + JsonFailures.reason(e)
                            + "): copy it again from the model's repository",
                    e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw IoFailures.reading(file, e);
        }
    }

    /** tokenizer_config.json may list added tokens that tokenizer.json lacks. */
    private static boolean addTokensOfConfig(ObjectNode root, ObjectNode config) {
        ArrayNode added = root.withArray("added_tokens");
        Set<Integer> known = new HashSet<>();
        added.forEach(token -> known.add(token.path("id").asInt()));
        List<ObjectNode> missing = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry :
                config.path("added_tokens_decoder").properties()) {
            if (entry.getValue() instanceof ObjectNode token && !known.contains(Integer.parseInt(entry.getKey()))) {
                missing.add(withAllFlags(token.deepCopy().put("id", Integer.parseInt(entry.getKey()))));
            }
        }
        missing.forEach(added::add);
        if (missing.isEmpty()) {
            return false;
        }
        List<JsonNode> sorted = new ArrayList<>();
        added.forEach(sorted::add);
        sorted.sort(Comparator.comparingInt(token -> token.path("id").asInt()));
        added.removeAll();
        sorted.forEach(added::add);
        return true;
    }

    private static ObjectNode withAllFlags(ObjectNode token) {
        for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized", "special")) {
            if (!token.has(flag)) {
                token.put(flag, false);
            }
        }
        return token;
    }

    private static Map<String, Integer> vocabulary(JsonNode vocab, Path file) {
        Map<String, Integer> ids = new HashMap<>();
        if (vocab.isArray()) {
            vocab.forEach(entry -> ids.put(entry.path(0).asString(), ids.size()));
        } else {
            vocab.properties()
                    .forEach(entry -> ids.put(entry.getKey(), entry.getValue().asInt()));
        }
        if (ids.isEmpty()) {
            throw new IntrainException(file + " has no model.vocab: copy it again from the model's repository");
        }
        return ids;
    }

    private static List<String> decoderTypes(JsonNode decoder) {
        List<String> types = new ArrayList<>();
        if (decoder.path("type").asString("").equals("Sequence")) {
            decoder.path("decoders").forEach(part -> types.add(part.path("type").asString("")));
        } else if (decoder.has("type")) {
            types.add(decoder.path("type").asString(""));
        }
        return List.copyOf(types);
    }
}
