package dev.intrain.core.sft;

import dev.intrain.api.IntrainException;
import dev.intrain.api.optim.Optimizer;
import dev.intrain.api.optim.Parameter;
import dev.intrain.api.tensor.Backend;
import dev.intrain.core.model.Decoder;
import dev.intrain.core.model.TrainingPass;
import dev.intrain.core.optim.Checkpoints;
import dev.intrain.core.optim.GradientClip;
import dev.intrain.core.run.StopRequested;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Maximum likelihood on masked tokens: fine-tuning on a data set, and pre-training from a generator of examples.
 *
 * <p>The loss of a step is the mean over <em>all</em> trained tokens of its batch, however the batch is split into micro-batches: each
 * token's gradient is scaled by that global count, so 1x8, 2x4 and 8x1 differ only by rounding. Owns nothing: model, optimizer and
 * checkpoints are the caller's.
 */
public final class SftTrainer {
    private final Decoder model;
    private final Backend backend;
    private final List<Parameter> parameters;
    private final Optimizer optimizer;
    private final SftSettings settings;

    /**
     * @param model what to train, in place
     * @param optimizer made for {@code model.trainable()}
     * @param settings how
     */
    public SftTrainer(Decoder model, Optimizer optimizer, SftSettings settings) {
        this.model = model;
        this.backend = model.backend();
        this.parameters = model.trainable();
        this.optimizer = optimizer;
        this.settings = settings;
    }

    /**
     * Trains from the newest checkpoint, or from the start, to the last step.
     *
     * @param source the examples of each step
     * @param checkpoints where to save and resume
     * @param listener hears of every step
     */
    public void train(ExampleSource source, Checkpoints checkpoints, SftListener listener) {
        long first = checkpoints.restore(backend, parameters, optimizer).step();
        model.publishParameters();
        if (first > 0) {
            listener.resumed(first);
        }
        int budget = settings.microBatchTokens();
        try (TrainingPass pass = new TrainingPass(model, budget, budget, settings.recompute());
                GradientClip clip = new GradientClip(backend, parameters, settings.clipNorm())) {
            for (long step = first; step < settings.steps(); step++) {
                SftStep metrics = step(step, source.batch(step), pass, clip);
                Checkpoints.Progressed progress = new Checkpoints.Progressed(step + 1, Map.of());
                try {
                    listener.stepped(metrics);
                } catch (StopRequested stop) {
                    checkpoints.save(progress, backend, parameters, optimizer);
                    throw stop;
                }
                if (checkpoints.due(step + 1)) {
                    checkpoints.save(progress, backend, parameters, optimizer);
                }
            }
        }
    }

    private SftStep step(long step, List<SftExample> examples, TrainingPass pass, GradientClip clip) {
        long started = System.nanoTime();
        List<MicroBatch> microBatches = Packer.pack(examples, settings.microBatchTokens());
        long trainedTokens = trainedTokens(examples, microBatches, step);
        model.zeroGradients();
        double nll = 0;
        for (MicroBatch micro : microBatches) {
            nll += accumulate(micro, trainedTokens, pass);
        }
        double learningRate = settings.learningRate().at(step);
        optimizer.step(learningRate, clip.factor());
        model.publishParameters();
        double loss = nll / trainedTokens;
        double gradNorm = clip.norm();
        requireFinite(step, loss, gradNorm);
        long inputTokens = microBatches.stream()
                .mapToLong(micro -> micro.batch().ids().length)
                .sum();
        double seconds = (System.nanoTime() - started) * 1e-9;
        return new SftStep(step, loss, learningRate, gradNorm, trainedTokens, inputTokens, seconds);
    }

    /** Gradients += those of this micro-batch; returns its summed negative log-probability. */
    private static double accumulate(MicroBatch micro, long trainedTokens, TrainingPass pass) {
        pass.forward(micro.batch(), 1f);
        double nll = 0;
        for (float logprob : pass.logprobs()) {
            nll -= logprob;
        }
        float[] dLogprobs = new float[micro.targets()];
        Arrays.fill(dLogprobs, -1f / trainedTokens);
        pass.backward(dLogprobs);
        return nll;
    }

    /** The loss mask is the law: what was packed to be trained must be what the examples' masks say, to the token. */
    private long trainedTokens(List<SftExample> examples, List<MicroBatch> microBatches, long step) {
        long masked = examples.stream().mapToLong(SftExample::trainedTokens).sum();
        long packed = microBatches.stream().mapToLong(MicroBatch::targets).sum();
        if (packed != masked) {
            throw new IllegalStateException(
                    "the loss masks hold " + masked + " trained tokens but " + packed + " were packed");
        }
        if (masked == 0) {
            throw new IntrainException("step " + step + " of stage '" + settings.stage()
                    + "' has no trained token: its examples are empty or wholly masked");
        }
        return masked;
    }

    private void requireFinite(long step, double loss, double gradNorm) {
        if (!Double.isFinite(loss) || !Double.isFinite(gradNorm)) {
            throw new IntrainException("step " + step + " of stage '" + settings.stage() + "' diverged (loss " + loss
                    + ", gradient norm " + gradNorm + "): lower the learning rate; the last checkpoint is intact");
        }
    }
}
