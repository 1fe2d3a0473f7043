package dev.intrain.core.checkpoint;

import dev.intrain.core.checkpoint.RopeConfig.Scaling;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The rotary embedding in config.json: {@code rope_theta} and {@code rope_scaling}, or the newer {@code rope_parameters} that holds
 * both.
 *
 * @param json the whole config.json
 */
record RopeJson(JsonNode json) {
    private static final double DEFAULT_THETA = 10_000;

    RopeConfig rope() {
        JsonNode newer = json.path("rope_parameters");
        JsonNode scaling = newer.isObject() ? newer : json.path("rope_scaling");
        JsonNode theta = newer.hasNonNull("rope_theta") ? newer.path("rope_theta") : json.path("rope_theta");
        if (!theta.isNumber() && !theta.isNull() && !theta.isMissingNode()) {
            throw new IllegalArgumentException("rope_theta must be a number, not " + theta);
        }
        return new RopeConfig(theta.asDouble(DEFAULT_THETA), scaling(scaling));
    }

    private static Scaling scaling(JsonNode node) {
        if (!node.isObject()) {
            return new Scaling.None();
        }
        String type = node.path("rope_type").asString(node.path("type").asString("default"));
        return switch (type) {
            case "default" -> new Scaling.None();
            case "linear" -> new Scaling.Linear(number(node, "factor"));
            case "llama3" ->
                new Scaling.Llama3(
                        number(node, "factor"),
                        number(node, "low_freq_factor"),
                        number(node, "high_freq_factor"),
                        number(node, "original_max_position_embeddings"));
            default ->
                throw new IllegalArgumentException("has the rope_scaling type '" + type
                        + "', which is not supported; default, linear and llama3 are");
        };
    }

    private static double number(JsonNode node, String key) {
        if (!node.path(key).isNumber() || !(node.path(key).asDouble() > 0)) {
            throw new IllegalArgumentException(
                    "rope_scaling needs a positive " + key + ", not " + ConfigJson.text(node.path(key)));
        }
        return node.path(key).asDouble();
    }

    static void write(RopeConfig rope, Map<String, Object> target) {
        target.put("rope_theta", rope.theta());
        switch (rope.scaling()) {
            case Scaling.None() -> target.remove("rope_scaling");
            case Scaling.Linear(double factor) ->
                target.put("rope_scaling", Map.of("rope_type", "linear", "factor", factor));
            case Scaling.Llama3 s -> {
                Map<String, Object> scaling = new LinkedHashMap<>();
                scaling.put("rope_type", "llama3");
                scaling.put("factor", s.factor());
                scaling.put("low_freq_factor", s.lowFreqFactor());
                scaling.put("high_freq_factor", s.highFreqFactor());
                scaling.put("original_max_position_embeddings", s.originalMaxPositionEmbeddings());
                target.put("rope_scaling", scaling);
            }
        }
    }
}
