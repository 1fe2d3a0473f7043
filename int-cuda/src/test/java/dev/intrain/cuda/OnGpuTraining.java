package dev.intrain.cuda;

import dev.intrain.api.optim.Optimizer;
import dev.intrain.core.checkpoint.ModelConfig;
import dev.intrain.core.model.Decoder;
import dev.intrain.core.model.PackedBatch;
import dev.intrain.core.model.TrainingPass;
import dev.intrain.core.optim.AdamW8Provider;
import dev.intrain.core.optim.GradientClip;
import dev.intrain.core.plan.StageMemory;
import dev.intrain.cuda.BenchSizes.Model;
import dev.intrain.cuda.BenchSizes.TrainSizes;
import dev.intrain.cuda.OnGpuDevice.Multiplier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures fine-tuning of all weights: packed sequences, 8-bit moments, micro-batch and recompute as the plan allows.
 *
 * @param sizes what to measure
 * @param devices opens the device
 * @param torch what PyTorch measured
 */
record OnGpuTraining(BenchSizes sizes, OnGpuDevice.Opener devices, TorchNumbers torch) {
    private static final double BUDGET_SECONDS = 60;

    /** What the plan lets a run have. */
    private record Setting(int microBatch, boolean recompute, StageMemory memory) {}

    static PackedBatch batch(int sequences, int length, int vocabulary) {
        List<int[]> ids = new ArrayList<>();
        List<boolean[]> trained = new ArrayList<>();
        for (int s = 0; s < sequences; s++) {
            ids.add(OnGpuDecode.prompt(length, s, vocabulary).toArray());
            boolean[] all = new boolean[length];
            Arrays.fill(all, true);
            trained.add(all);
        }
        return PackedBatch.of(ids, trained);
    }

    /** Without recompute first, large micro-batches first. */
    private Optional<Setting> setting(OnGpuPlan plan) {
        for (boolean recompute : new boolean[] {false, true}) {
            for (int microBatch : sizes.train().microBatches()) {
                StageMemory memory = plan.sft(microBatch, recompute);
                if (plan.fits(memory)) {
                    return Optional.of(new Setting(microBatch, recompute, memory));
                }
            }
        }
        return Optional.empty();
    }

    OnGpuTable train() {
        TrainSizes s = sizes.train();
        OnGpuTable table = new OnGpuTable(
                "train",
                "Fine-tuning of all weights: sequences of " + s.length() + " tokens, " + s.stepTokens()
                        + " tokens a step, 8-bit moments");
        for (Model model : sizes.models()) {
            table.attempt("fine-tuning of " + model.name(), () -> {
                double products;
                try (OnGpuDevice gpu = devices.open(Multiplier.LIBRARY)) {
                    products = OnGpuKernels.ceiling(gpu, sizes.products().getFirst());
                }
                // Opened anew: its meter has seen nothing but this.
                try (OnGpuDevice gpu = devices.open(Multiplier.AS_IN_RUNS)) {
                    train(gpu, table, model, products);
                }
            });
        }
        return table;
    }

    private void train(OnGpuDevice gpu, OnGpuTable table, Model model, double products) {
        OnGpuPlan plan = new OnGpuPlan(model.config(), gpu.driver.device().memoryBytes(), gpu.backend);
        Optional<Setting> found = setting(plan);
        if (found.isEmpty()) {
            int least = sizes.train().microBatches().getLast();
            table.note(model.name() + " is not fine-tuned here: even with recompute it needs "
                    + OnGpuPlan.gib(plan.sft(least, true).bytes()) + " of "
                    + OnGpuPlan.gib(plan.deviceBytes()) + ".");
            return;
        }
        Setting setting = found.get();
        double seconds = stepSeconds(gpu, model.config(), setting);
        int tokens = sizes.train().stepTokens();
        double rate = flops(model.config(), tokens, sizes.train().length()) / seconds;
        double mfu = rate / OnGpuDevice.PEAK_FLOPS;
        long peak = gpu.meter.peakBytes();
        long planned = setting.memory().bytes();
        double peakOfPlan = (double) peak / planned;
        String name = "train " + model.name() + " tokens/s";
        table.row(
                "model", model.name(),
                "micro-batch", setting.microBatch(),
                "recompute", setting.recompute(),
                "s a step", seconds,
                "tokens/s", tokens / seconds,
                "TFLOP/s", rate / 1e12,
                "MFU of 989", mfu,
                "target", model.leastMfu() + " " + OnGpuTable.check(mfu >= model.leastMfu()),
                "share of products", rate / products,
                "peak", OnGpuPlan.gib(peak),
                "int:plan", OnGpuPlan.gib(planned),
                "peak / plan", peakOfPlan,
                "within 5 %", OnGpuTable.check(Math.abs(peakOfPlan - 1) <= 0.05),
                "below 80 GB", OnGpuTable.check(peak < BenchSizes.CARD_BYTES),
                "PyTorch tokens/s", torch.of(name),
                "ours / PyTorch", torch.ratio(tokens / seconds, name));
    }

    private double stepSeconds(OnGpuDevice gpu, ModelConfig config, Setting setting) {
        int length = sizes.train().length();
        int microBatches = sizes.train().stepTokens() / setting.microBatch();
        PackedBatch batch = batch(setting.microBatch() / length, length, config.vocabSize());
        float[] dLogprobs = new float[batch.targetCount()];
        Arrays.fill(dLogprobs, -1f / (dLogprobs.length * microBatches));
        try (Decoder decoder = gpu.model(config);
                TrainingPass pass =
                        new TrainingPass(decoder, setting.microBatch(), setting.microBatch(), setting.recompute());
                Optimizer optimizer = new AdamW8Provider().create(gpu.backend, decoder.trainable(), Map.of());
                GradientClip clip = new GradientClip(gpu.backend, decoder.trainable(), 1)) {
            return gpu.wallSeconds(3, BUDGET_SECONDS, () -> {
                decoder.zeroGradients();
                for (int i = 0; i < microBatches; i++) {
                    pass.forward(batch, 1);
                    // As fine-tuning does: the loss is read.
                    pass.logprobs();
                    pass.backward(dLogprobs);
                }
                optimizer.step(1e-6, clip.factor());
                decoder.publishParameters();
            });
        }
    }

    /** Six floating-point operations a weight and token, and causal attention; what is computed again does not count. */
    private static double flops(ModelConfig c, int tokens, int length) {
        double attention = 6.0 * c.numHiddenLayers() * c.attention().queryWidth() * length;
        return tokens * (6.0 * c.parameterCount() + attention);
    }
}
