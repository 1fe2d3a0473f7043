package dev.intrain.core.plan;

import dev.intrain.api.optim.OptimizerProvider;
import dev.intrain.api.tensor.Backend;
import dev.intrain.core.checkpoint.ModelConfig;
import dev.intrain.core.model.Decoder;
import dev.intrain.core.model.KvCache;
import dev.intrain.core.model.ScoringPass;
import dev.intrain.core.model.TrainingPass;
import dev.intrain.core.recipe.Recipe;
import dev.intrain.core.rollout.RolloutEngine;
import java.util.ArrayList;
import java.util.List;

/** Builds what a stage builds, on a {@link CountingBackend}, and notes how much each part took. */
final class StageBuckets implements AutoCloseable {
    private final Recipe recipe;
    private final ModelConfig config;
    private final Backend backend;
    private final Decoder model;
    private final List<Bucket> buckets = new ArrayList<>();

    private StageBuckets(Recipe recipe, ModelConfig config, Backend like) {
        backend = CountingBackend.create(like);
        this.recipe = recipe;
        this.config = config;
        model = load();
        buckets.add(new Bucket(Bucket.WEIGHTS, backend.allocatedBytes()));
    }

    /** A stage that samples from a model. */
    static StageMemory sampling(
            String stage, Recipe recipe, ModelConfig config, Backend like, boolean packs, int contextTokens) {
        try (StageBuckets made = new StageBuckets(recipe, config, like)) {
            made.rollouts(packs, contextTokens);
            return new StageMemory(stage, made.buckets);
        }
    }

    /** Fine-tuning. */
    static StageMemory sft(Recipe recipe, ModelConfig config, Backend like, OptimizerProvider optimizer) {
        try (StageBuckets made = new StageBuckets(recipe, config, like)) {
            made.training(optimizer, recipe.sft().microBatchTokens());
            return new StageMemory("sft", made.buckets);
        }
    }

    /** Reinforcement learning: samples and trains, everything at once. */
    static StageMemory rl(
            Recipe recipe,
            ModelConfig config,
            Backend like,
            boolean packs,
            OptimizerProvider optimizer,
            int contextTokens) {
        try (StageBuckets made = new StageBuckets(recipe, config, like)) {
            made.training(optimizer, recipe.rl().microBatchTokens());
            made.rollouts(packs, contextTokens);
            if (recipe.rl().loss().klCoefficient() > 0) {
                made.reference(recipe.rl().microBatchTokens());
            }
            return new StageMemory("rl", made.buckets);
        }
    }

    private Decoder load() {
        return Decoder.allocate(backend, config, recipe.model().dtype());
    }

    private void training(OptimizerProvider optimizer, int tokens) {
        long parameters = config.parameterCount();
        long gradients = parameters * Float.BYTES;
        long before = backend.allocatedBytes();
        model.trainable();
        buckets.add(new Bucket(Bucket.MASTER_WEIGHTS, backend.allocatedBytes() - before - gradients));
        buckets.add(new Bucket(Bucket.GRADIENTS, gradients));
        buckets.add(new Bucket(Bucket.OPTIMIZER_STATE, optimizer.stateBytes(parameters)));
        before = backend.allocatedBytes();
        TrainingPass pass =
                new TrainingPass(model, tokens, tokens, recipe.engine().recompute());
        buckets.add(new Bucket(Bucket.ACTIVATIONS, backend.allocatedBytes() - before));
        pass.close();
    }

    /** Bytes of matrices, once more. */
    private long packedBytes() {
        return model.weights().values().stream()
                .filter(weight -> weight.rank() == 2)
                .mapToLong(weight -> weight.size() * weight.dtype().bytes())
                .sum();
    }

    private void rollouts(boolean packs, int contextTokens) {
        buckets.add(new Bucket(Bucket.PACKED_WEIGHTS, packs ? packedBytes() : 0));
        int slots = recipe.engine().slots();
        long before = backend.allocatedBytes();
        KvCache cache = new KvCache(model, slots, contextTokens);
        long cacheBytes = backend.allocatedBytes() - before;
        cache.close();
        buckets.add(new Bucket(Bucket.KV_CACHE, cacheBytes));
        RolloutEngine engine = new RolloutEngine(model, contextTokens, slots, tokens -> "");
        buckets.add(new Bucket(Bucket.DECODE_BUFFERS, backend.allocatedBytes() - before - cacheBytes));
        engine.close();
    }

    private void reference(int tokens) {
        long before = backend.allocatedBytes();
        try (Decoder reference = load()) {
            long weights = backend.allocatedBytes() - before;
            buckets.add(new Bucket(Bucket.REFERENCE_MODEL, weights));
            ScoringPass pass = new ScoringPass(reference, tokens, tokens);
            buckets.add(new Bucket(Bucket.REFERENCE_SCORING, backend.allocatedBytes() - before - weights));
            pass.close();
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
