package dev.intrain.core.model;

import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.Tensor;

/**
 * Forward over rows of running sequences, each attending to its own cached beginning: prefill of prompts, and one step of generation.
 *
 * <p>The layers are those of {@link TrainingPass}; a row's bits depend on its sequence alone. All memory is allocated once.
 */
public final class DecodePass implements AutoCloseable {
    private final Decoder decoder;
    private final Backend backend;
    private final KvCache cache;
    private final Arena arena;
    private final DecoderLayer layer;
    private final float eps;
    private final Tensor ropeTable;
    private final Tensor ids;
    private final Tensor positions;
    private final Tensor slots;
    private final Tensor stream;
    private final Tensor logits;
    private final LayerActivations activations;
    private final int prefillRows;
    private int windowRows = -1;
    private LayerActivations window;

    /**
     * Allocates everything.
     *
     * @param decoder the model
     * @param cache its sequences
     * @param maxLength longest sequence
     * @param decodeRows most rows of a decode step
     * @param prefillRows most tokens prefilled at once; longer prompts are cut, which changes no bit
     */
    public DecodePass(Decoder decoder, KvCache cache, int maxLength, int decodeRows, int prefillRows) {
        this.decoder = decoder;
        this.backend = decoder.backend();
        this.cache = cache;
        this.prefillRows = prefillRows;
        this.eps = (float) decoder.config().rmsNormEps();
        int rows = Math.max(decodeRows, prefillRows);
        arena = new Arena(backend);
        layer = new DecoderLayer(backend, decoder.config());
        ropeTable = RopeTable.allocate(backend, arena, decoder.config(), maxLength);
        ids = arena.i32(rows);
        positions = arena.i32(rows);
        slots = arena.i32(rows);
        stream = arena.f32(rows, decoder.config().hiddenSize());
        logits = arena.f32(decodeRows, decoder.config().vocabSize());
        activations = LayerActivations.inPlace(
                arena,
                decoder.config(),
                rows,
                backend.multipliedInSteps(decoder.head().dtype()));
        window = activations;
    }

    /**
     * Writes keys and values of prompt tokens into the cache. A sequence's tokens must come in order, after those already cached.
     *
     * @param tokenIds token of each row
     * @param tokenPositions its position in its sequence
     * @param tokenSlots its sequence
     * @param count rows
     */
    public void prefill(int[] tokenIds, int[] tokenPositions, int[] tokenSlots, int count) {
        cache.flush();
        for (int done = 0; done < count; done += prefillRows) {
            int n = Math.min(prefillRows, count - done);
            backend.write(ids, 0, tokenIds, done, n);
            backend.write(positions, 0, tokenPositions, done, n);
            backend.write(slots, 0, tokenSlots, done, n);
            layers(ids.as(n), positions.as(n), slots.as(n), true);
        }
    }

    /**
     * One step: caches each row's token and computes the logits of the token after it.
     *
     * @param rowIds [N] I32: last token of each row
     * @param rowPositions [N] I32: its position
     * @param rowSlots [N] I32: its sequence
     * @return [N,V], valid until the next call
     */
    public Tensor decode(Tensor rowIds, Tensor rowPositions, Tensor rowSlots) {
        cache.flush();
        Tensor x = layers(rowIds, rowPositions, rowSlots, false);
        Tensor next = logits.as(x.dim(0), logits.dim(1));
        backend.rmsNorm(x, decoder.finalNorm(), eps, window.inputNormed(), window.inputInvRms());
        backend.linear(window.inputNormed(), decoder.head(), null, next, false);
        return next;
    }

    /** Brings the cache up to date, so that steps that follow ask for nothing but their own operations. */
    public void flush() {
        cache.flush();
    }

    private Tensor layers(Tensor rowIds, Tensor rowPositions, Tensor rowSlots, boolean cacheOnly) {
        int n = (int) rowIds.dim(0);
        if (n != windowRows) {
            window = activations.rows(n);
            windowRows = n;
        }
        Tensor x = LayerActivations.first(stream, n);
        backend.gatherRows(decoder.embedding(), rowIds, x);
        int last = decoder.config().numHiddenLayers() - 1;
        for (int l = 0; l <= last; l++) {
            layer.project(decoder.layer(l), x, window, ropeTable, rowPositions);
            backend.cacheWrite(
                    layer.asHeads(window.kRotated()),
                    layer.asHeads(window.v()),
                    cache.keys(l),
                    cache.values(l),
                    cache.blockTable(),
                    rowSlots,
                    rowPositions);
            // Nothing reads a prompt's last hidden states: its final token is decoded as a row of each sample.
            if (l < last || !cacheOnly) {
                attend(l, rowPositions, rowSlots);
                layer.finish(decoder.layer(l), x, x, window);
            }
        }
        return x;
    }

    private void attend(int l, Tensor rowPositions, Tensor rowSlots) {
        backend.attentionCached(
                layer.asHeads(window.qRotated()),
                cache.keys(l),
                cache.values(l),
                cache.blockTable(),
                rowSlots,
                rowPositions,
                layer.scale(),
                layer.asHeads(window.attention()));
    }

    @Override
    public void close() {
        arena.close();
    }
}
