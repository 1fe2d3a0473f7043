package dev.intrain.bench.perf;

import dev.intrain.api.optim.Optimizer;
import dev.intrain.api.optim.OptimizerProvider;
import dev.intrain.core.model.Decoder;
import dev.intrain.core.model.PackedBatch;
import dev.intrain.core.model.TrainingPass;
import dev.intrain.core.optim.GradientClip;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Training steps of one unchanging batch, each as fine-tuning makes them: gradients to zero, forward, loss, backward, gradient norm, AdamW,
 * weights published. Every token but the first of a sequence is a target. Owns all but the model.
 */
public final class TrainRun implements AutoCloseable {
    private static final double LEARNING_RATE = 1e-4;

    private final Decoder model;
    private final PackedBatch batch;
    private final Optimizer optimizer;
    private final TrainingPass pass;
    private final GradientClip clip;
    private final float[] dLogprobs;

    /**
     * Allocates everything.
     *
     * @param model what to train, in place
     * @param adamw makes the optimizer
     * @param sequences of the batch
     * @param seq tokens of each, at least 2
     * @param seed of the tokens
     */
    public TrainRun(Decoder model, OptimizerProvider adamw, int sequences, int seq, long seed) {
        this.model = model;
        batch = batch(model.config().vocabSize(), sequences, seq, seed);
        optimizer = adamw.create(model.backend(), model.trainable(), Map.of());
        pass = new TrainingPass(model, batch.tokens(), batch.targetCount(), false);
        clip = new GradientClip(model.backend(), model.trainable(), 0);
        dLogprobs = new float[batch.targetCount()];
        Arrays.fill(dLogprobs, -1f / batch.targetCount());
    }

    private static PackedBatch batch(int vocabSize, int sequences, int seq, long seed) {
        boolean[] trained = new boolean[seq];
        Arrays.fill(trained, true);
        List<int[]> ids = new ArrayList<>();
        List<boolean[]> masks = new ArrayList<>();
        for (int s = 0; s < sequences; s++) {
            ids.add(RandomModel.tokens(seq, vocabSize, seed + s));
            masks.add(trained);
        }
        return PackedBatch.of(ids, masks);
    }

    /** @return mean loss before the update; it is there because a step that is not watched might not be made */
    public double step() {
        model.zeroGradients();
        pass.forward(batch, 1f);
        double nll = 0;
        for (float logprob : pass.logprobs()) {
            nll -= logprob;
        }
        pass.backward(dLogprobs);
        optimizer.step(LEARNING_RATE, clip.factor());
        model.publishParameters();
        // Waits for the backend.
        clip.norm();
        return nll / batch.targetCount();
    }

    @Override
    public void close() {
        clip.close();
        pass.close();
        optimizer.close();
    }
}
