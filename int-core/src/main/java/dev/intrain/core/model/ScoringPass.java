package dev.intrain.core.model;

import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.checkpoint.ModelConfig;

/**
 * The forward half of {@link TrainingPass} alone, with the same bits: log-probabilities of targets under old, reference or finished
 * models. Keeps one layer's activations.
 */
public final class ScoringPass implements AutoCloseable {
    private final Decoder decoder;
    private final Backend backend;
    private final Arena arena;
    private final PackedInputs inputs;
    private final Tensor ropeTable;
    private final DecoderLayer layer;
    private final Tensor stream;
    private final LayerActivations activations;
    private final HeadPass head;

    /**
     * Allocates everything.
     *
     * @param decoder the model
     * @param maxTokens most tokens of a batch; also the longest sequence
     * @param maxTargets most targets of a batch
     */
    public ScoringPass(Decoder decoder, int maxTokens, int maxTargets) {
        this.decoder = decoder;
        this.backend = decoder.backend();
        ModelConfig config = decoder.config();
        arena = new Arena(backend);
        inputs = new PackedInputs(backend, arena, maxTokens, maxTargets);
        ropeTable = RopeTable.allocate(backend, arena, config, maxTokens);
        layer = new DecoderLayer(backend, config);
        stream = arena.f32(maxTokens, config.hiddenSize());
        activations = LayerActivations.inPlace(arena, config, maxTokens, DType.F32);
        head = new HeadPass(decoder, arena, maxTargets, false);
    }

    /**
     * Log-probabilities and entropies of the batch's targets.
     *
     * @param batch at most maxTokens tokens and maxTargets targets
     * @param temperature divisor of the logits, positive
     */
    public void forward(PackedBatch batch, float temperature) {
        inputs.upload(batch);
        int n = batch.tokens();
        Tensor x = LayerActivations.first(stream, n);
        LayerActivations a = activations.rows(n);
        backend.gatherRows(decoder.embedding(), inputs.ids(), x);
        for (int l = 0; l < decoder.config().numHiddenLayers(); l++) {
            layer.project(decoder.layer(l), x, a, ropeTable, inputs.positions());
            backend.attention(
                    layer.asHeads(a.qRotated()),
                    layer.asHeads(a.kRotated()),
                    layer.asHeads(a.v()),
                    inputs.cuSeqlens(),
                    batch.maxSeqlen(),
                    layer.scale(),
                    decoder.head().dtype(),
                    layer.asHeads(a.attention()),
                    a.lse());
            layer.finish(decoder.layer(l), x, x, a);
        }
        head.forward(x, inputs, temperature);
    }

    /** @return log softmax(logits / temperature) of each target, in the batch's order; waits for the backend */
    public float[] logprobs() {
        return head.logprobs(inputs.batch().targetCount());
    }

    /** @return entropy of softmax(logits / temperature) at each target, in nats; waits for the backend */
    public float[] entropy() {
        return head.entropy(inputs.batch().targetCount());
    }

    /**
     * All logits of the batch's target rows, for small vocabularies and comparisons.
     *
     * @return [M,V], row after row
     */
    public float[] logits() {
        int m = inputs.batch().targetCount();
        int vocabSize = decoder.config().vocabSize();
        float[] values = new float[Math.multiplyExact(m, vocabSize)];
        try (Arena scratch = new Arena(backend)) {
            Tensor logits = scratch.f32(m, vocabSize);
            backend.linear(head.hidden(m), decoder.head(), null, logits, false);
            backend.read(logits, 0, values, 0, values.length);
        }
        return values;
    }

    @Override
    public void close() {
        arena.close();
    }
}
