package dev.intrain.cuda;

import dev.intrain.api.TokenSequence;
import dev.intrain.api.engine.Sampling;
import dev.intrain.core.checkpoint.ModelConfig;
import dev.intrain.core.model.Decoder;
import dev.intrain.core.model.KvCache;
import dev.intrain.core.plan.StageMemory;
import dev.intrain.core.rollout.RolloutEngine;
import dev.intrain.core.rollout.RolloutRequest;
import dev.intrain.core.rollout.RolloutSettings;
import dev.intrain.cuda.BenchSizes.DecodeSizes;
import dev.intrain.cuda.BenchSizes.Model;
import dev.intrain.cuda.OnGpuDevice.Multiplier;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures generation as rollouts do it: prompts of their own for all rows, prefilled together, then steps of all rows.
 *
 * @param sizes what to measure
 * @param devices opens the device
 * @param torch what PyTorch measured
 */
record OnGpuDecode(BenchSizes sizes, OnGpuDevice.Opener devices, TorchNumbers torch) {
    private static final int SEED = 1;
    private static final int FEW = 8;

    /** Seconds of one run. */
    private record Run(double prefillSeconds, double stepSeconds) {}

    static TokenSequence prompt(int length, int number, int vocabulary) {
        int[] ids = new int[length];
        for (int i = 0; i < length; i++) {
            ids[i] = (i * 31 + number * 7 + 11) % vocabulary;
        }
        return TokenSequence.of(ids);
    }

    /** No id ends a sample: -1 is never drawn. */
    static RolloutSettings settings(int slots, int newTokens) {
        return new RolloutSettings(new Sampling(1, 1, 0, newTokens), new int[] {-1}, slots, SEED, "measurement", 0);
    }

    OnGpuTable decode() {
        OnGpuTable table = new OnGpuTable(
                "decode",
                "Generation after " + sizes.decode().context() + " tokens, and prefill of as many, each row its own");
        for (Model model : sizes.models()) {
            table.attempt("generation of " + model.name(), () -> {
                try (OnGpuDevice gpu = devices.open(Multiplier.AS_IN_RUNS)) {
                    double products = ceiling();
                    double copy = OnGpuKernels.copyRate(gpu, sizes.copyBytes());
                    try (Decoder decoder = gpu.model(model.config())) {
                        for (int rows : sizes.decode().rows()) {
                            table.attempt(
                                    rows + " rows of " + model.name(),
                                    () -> decode(gpu, table, decoder, model, rows, copy, products));
                        }
                    }
                }
            });
        }
        return table;
    }

    private double ceiling() {
        try (OnGpuDevice library = devices.open(Multiplier.LIBRARY)) {
            return OnGpuKernels.ceiling(library, sizes.products().getFirst());
        }
    }

    private void decode(
            OnGpuDevice gpu, OnGpuTable table, Decoder decoder, Model model, int wanted, double copy, double products) {
        DecodeSizes s = sizes.decode();
        OnGpuPlan plan = new OnGpuPlan(model.config(), gpu.driver.device().memoryBytes(), gpu.backend);
        int rows = wanted;
        while (rows > 1 && !plan.fits(plan.rollout(rows, s.context(), s.newTokens()))) {
            rows--;
        }
        if (rows < wanted) {
            table.note(model.name() + ": " + wanted + " rows need "
                    + OnGpuPlan.gib(
                            plan.rollout(wanted, s.context(), s.newTokens()).bytes()) + " of "
                    + OnGpuPlan.gib(plan.deviceBytes()) + "; measured with the " + rows + " that fit.");
        }
        StageMemory memory = plan.rollout(rows, s.context(), s.newTokens());
        Run run = run(decoder, model.config(), rows);
        double token = cachedTokenBytes(memory, rows);
        double read = bytesOfAStep(model.config(), rows, token);
        double slim = bytesOfAStep(model.config(), rows, bf16TokenBytes(model.config()));
        double share = read / OnGpuDevice.PEAK_BYTES / run.stepSeconds();
        double least = wanted == 1 ? 0.6 : 0.5;
        double prefill = prefillFlops(model.config(), rows) / run.prefillSeconds();
        String name = model.name() + " rows " + wanted;
        table.row(
                "model",
                model.name(),
                "rows",
                rows,
                "ms a step",
                run.stepSeconds() * 1e3,
                "tokens/s",
                rows / run.stepSeconds(),
                "share of 3.35 TB/s",
                share,
                "target",
                least + " " + OnGpuTable.check(share >= least && rows == wanted),
                "share if the cache were bfloat16",
                slim / OnGpuDevice.PEAK_BYTES / run.stepSeconds(),
                "copy TB/s",
                copy / 1e12,
                "prefill tokens/s",
                prefillTokens(rows) / run.prefillSeconds(),
                "prefill share of products",
                prefill / products,
                "target ",
                "0.5 " + OnGpuTable.check(prefill >= 0.5 * products),
                "PyTorch ms a step",
                torch.of("decode " + name + " ms"),
                "PyTorch prefill tokens/s",
                torch.of("prefill " + name + " tokens/s"));
    }

    /** The engine tells after each burst of steps, so one run shows prefill and steps apart. */
    private Run run(Decoder decoder, ModelConfig config, int rows) {
        DecodeSizes s = sizes.decode();
        try (RolloutEngine engine = new RolloutEngine(decoder, s.context() + s.newTokens(), rows, ids -> "")) {
            // Loads kernels.
            engine.run(requests(rows, FEW, config), settings(rows, FEW), (finished, total, tokens) -> {});
            List<Long> bursts = new ArrayList<>();
            long start = System.nanoTime();
            engine.run(
                    requests(rows, s.context(), config),
                    settings(rows, s.newTokens()),
                    (finished, total, tokens) -> bursts.add(System.nanoTime()));
            // The first burst records the graph.
            double burst = (bursts.getLast() - bursts.getFirst()) / 1e9 / (bursts.size() - 1);
            double before = (bursts.getFirst() - start) / 1e9;
            return new Run(Math.max(1e-9, before - burst), burst * bursts.size() / s.newTokens());
        }
    }

    private static List<RolloutRequest> requests(int rows, int length, ModelConfig config) {
        List<RolloutRequest> requests = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            requests.add(new RolloutRequest("p" + i, 0, prompt(length, i, config.vocabSize()), 0, 1));
        }
        return requests;
    }

    /** As the cache is allocated: whole blocks, two sequences more than slots. */
    private double cachedTokenBytes(StageMemory memory, int rows) {
        int longest = sizes.decode().context() + sizes.decode().newTokens();
        long blocks = Math.ceilDiv(longest, KvCache.BLOCK);
        return (double) memory.bytes("KV cache") / ((rows + 2) * blocks * KvCache.BLOCK);
    }

    private static double bf16TokenBytes(ModelConfig c) {
        return 2.0 * Short.BYTES * c.numHiddenLayers() * c.attention().keyValueWidth();
    }

    /** Bytes a step must read: all weights once, and the cache of every row, on average half through the steps. */
    private double bytesOfAStep(ModelConfig c, int rows, double tokenBytes) {
        double tokens = sizes.decode().context() + sizes.decode().newTokens() / 2.0;
        return 2.0 * c.parameterCount() + rows * tokens * tokenBytes;
    }

    /** The last token of a prompt belongs to the first step. */
    private double prefillTokens(int rows) {
        return (double) rows * (sizes.decode().context() - 1);
    }

    /** Without the head; causal attention. */
    private double prefillFlops(ModelConfig c, int rows) {
        double body = c.parameterCount() - (double) c.vocabSize() * c.hiddenSize();
        double attention = 2.0
                * c.numHiddenLayers()
                * c.attention().queryWidth()
                * sizes.decode().context();
        return prefillTokens(rows) * (2 * body + attention);
    }
}
