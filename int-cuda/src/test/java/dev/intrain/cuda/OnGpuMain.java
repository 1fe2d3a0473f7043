package dev.intrain.cuda;

import dev.intrain.api.spi.Availability;
import dev.intrain.core.recipe.Recipe;
import dev.intrain.core.recipe.RecipeFile;
import dev.intrain.core.run.Progress;
import dev.intrain.core.stage.Pipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The bundle's stages that are no tests: {@code check}, {@code quickstart FOLDER}, a measurement by name, {@code report}. With
 * INTRAIN_REHEARSAL set everything is tiny, so that a driver whose device is the host can play the GPU.
 */
final class OnGpuMain {
    private static final int NO_GPU = 3;
    private static final Path RESULTS = Path.of("results");
    /** Whether everything is tiny. */
    static final boolean REHEARSAL = System.getenv("INTRAIN_REHEARSAL") != null;

    private static final List<String> REHEARSED = List.of(
            "data.limit=2",
            "rollout.samples=1",
            "rollout.maxNewTokens=5",
            "sft.rows=references",
            "sft.limit=2",
            "sft.epochs=1",
            "sft.batchSize=2",
            "sft.maxTokens=160",
            "sft.microBatchTokens=160",
            "rl.prompts=1",
            "rl.groupSize=2",
            "rl.miniBatchPrompts=1",
            "rl.maxNewTokens=4",
            "rl.microBatchTokens=160",
            "eval.models=[base]",
            "eval.samples=1",
            "eval.maxNewTokens=4",
            "eval.benchmarks.0.limit=1");

    private OnGpuMain() {}

    public static void main(String[] args) throws IOException {
        switch (args[0]) {
            case "check" -> System.exit(check());
            case "quickstart" -> quickstart(Path.of(args[1]));
            case "report" -> System.out.println(new OnGpuReport(RESULTS).write());
            default -> measure(args[0]);
        }
    }

    private static int check() {
        return switch (new CudaBackendProvider().availability()) {
            case Availability.Available() -> 0;
            case Availability.Unavailable(String reason, String hint) -> {
                System.out.println("Nothing can be run here: " + reason + ".");
                yield NO_GPU;
            }
            case Availability.Broken(String reason) -> {
                System.out.println("Nothing can be run here, the bundle is damaged: " + reason + ".");
                yield NO_GPU;
            }
        };
    }

    private static void measure(String stage) throws IOException {
        BenchSizes sizes = REHEARSAL ? BenchSizes.tiny() : BenchSizes.full();
        OnGpuTable table = table(stage, sizes, OnGpuDevice::gpu, TorchNumbers.read(RESULTS));
        table.write(RESULTS);
        if (!table.failures().isEmpty()) {
            table.failures().forEach(Throwable::printStackTrace);
            System.exit(1);
        }
    }

    /** Measures one thing. */
    static OnGpuTable table(String stage, BenchSizes sizes, OnGpuDevice.Opener devices, TorchNumbers torch) {
        return switch (stage) {
            case "copy" -> new OnGpuKernels(sizes, devices, torch).copy();
            case "gemm" -> new OnGpuKernels(sizes, devices, torch).gemm();
            case "attention" -> new OnGpuKernels(sizes, devices, torch).attention();
            case "decode" -> new OnGpuDecode(sizes, devices, torch).decode();
            case "train" -> new OnGpuTraining(sizes, devices, torch).train();
            case "gap" -> new OnGpuReinforcement(sizes, devices, torch).gap();
            case "grpo" -> new OnGpuReinforcement(sizes, devices, torch).grpo();
            default -> throw new IllegalArgumentException("no stage " + stage);
        };
    }

    /** The quickstart's recipe on the GPU; its whole run stays in the results. */
    private static void quickstart(Path folder) throws IOException {
        List<String> settings = new ArrayList<>(List.of("engine.backend=cuda", "rl.steps=" + (REHEARSAL ? 1 : 10)));
        if (REHEARSAL) {
            settings.addAll(REHEARSED);
        }
        Recipe recipe = RecipeFile.load(folder.resolve("intrain.yaml"), settings);
        OnGpuTable table = new OnGpuTable("quickstart", "The quickstart with backend cuda");
        Pipeline.run(recipe, folder, RESULTS.resolve("quickstart-run"), Set.of(), new StageClock(table));
        table.write(RESULTS);
    }

    /** Writes down each stage's seconds and result. */
    private static final class StageClock implements Progress {
        private final OnGpuTable table;
        private long started = System.nanoTime();

        private StageClock(OnGpuTable table) {
            this.table = table;
        }

        @Override
        public void stageStarted(String stage) {
            started = System.nanoTime();
        }

        @Override
        public void stageSkipped(String stage, String why) {
            table.row("stage", stage, "s", 0.0, "result", "skipped: " + why);
        }

        @Override
        public void advanced(String stage, long done, long total, String note) {}

        @Override
        public void stageFinished(String stage, String result) {
            table.row("stage", stage, "s", (System.nanoTime() - started) / 1e9, "result", result);
        }

        @Override
        public void message(String line) {
            System.out.println(line);
        }
    }
}
