package dev.intrain.core.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What config.json of a Hugging Face folder says of a decoder, in its own names.
 *
 * @param architecture family
 * @param vocabSize rows of the embedding
 * @param hiddenSize model width
 * @param intermediateSize inner width of the feed-forward block
 * @param numHiddenLayers layers
 * @param attention shape of the attention
 * @param rope rotary embedding
 * @param maxPositionEmbeddings longest context the model was made for
 * @param rmsNormEps epsilon of every norm
 * @param tieWordEmbeddings whether the head is the embedding
 * @param initializerRange standard deviation of fresh weights
 * @param otherKeys keys of config.json we do not interpret, kept when the model is saved
 */
public record ModelConfig(
        Architecture architecture,
        int vocabSize,
        int hiddenSize,
        int intermediateSize,
        int numHiddenLayers,
        AttentionConfig attention,
        RopeConfig rope,
        int maxPositionEmbeddings,
        double rmsNormEps,
        boolean tieWordEmbeddings,
        double initializerRange,
        Map<String, Object> otherKeys) {
    /** Checks the sizes and copies the other keys. */
    public ModelConfig {
        positive(vocabSize, "vocab_size");
        positive(hiddenSize, "hidden_size");
        positive(intermediateSize, "intermediate_size");
        positive(numHiddenLayers, "num_hidden_layers");
        positive(maxPositionEmbeddings, "max_position_embeddings");
        otherKeys = Collections.unmodifiableMap(new LinkedHashMap<>(otherKeys));
    }

    private static void positive(int value, String key) {
        if (value < 1) {
            throw new IllegalArgumentException(key + " must be positive, not " + value);
        }
    }

    /** @return number of weights, biases included; a tied head counts once */
    public long parameterCount() {
        return TensorLayout.of(this).values().stream()
                .mapToLong(TensorLayout::size)
                .sum();
    }
}
