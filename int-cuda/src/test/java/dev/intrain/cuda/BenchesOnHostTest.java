package dev.intrain.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.core.model.Decoder;
import dev.intrain.core.rollout.RolloutEngine;
import dev.intrain.core.rollout.RolloutRequest;
import dev.intrain.cuda.shim.Shim;
import dev.intrain.cuda.shim.ShimDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every measurement for a GPU runs to its end on the host, at sizes at which its numbers mean nothing: none fails for its own logic. */
@EnabledIf(value = "dev.intrain.cuda.shim.ShimCompiler#available", disabledReason = "there is no g++")
class BenchesOnHostTest {
    private static final TorchNumbers TORCH = new TorchNumbers(Map.of("copy TB/s", 2.5, "train tiny tokens/s", 1e9));

    @TempDir
    Path results;

    private static OnGpuDevice open(OnGpuDevice.Multiplier multiplier) {
        return new OnGpuDevice(new ShimDriver(Shim.library(), Shim.Order.FORWARD), "host", OnGpuDevice.Multiplier.OURS);
    }

    private static OnGpuTable table(String stage) {
        return OnGpuMain.table(stage, BenchSizes.tiny(), BenchesOnHostTest::open, TORCH);
    }

    @ParameterizedTest
    @CsvSource({"copy,1", "gemm,2", "attention,2", "decode,2", "train,1", "gap,1", "grpo,2"})
    void givesItsRows(String stage, int rows) throws IOException {
        OnGpuTable table = table(stage);
        assertThat(table.notes()).noneMatch(note -> note.startsWith("FAILED"));
        assertThat(table.failures()).isEmpty();
        assertThat(table.rows())
                .hasSize(rows)
                .allSatisfy(row -> assertThat(row.values())
                        .filteredOn(Double.class::isInstance)
                        .allSatisfy(
                                number -> assertThat((Double) number).isFinite().isNotNegative()));
        table.write(results);
        assertThat(results.resolve(stage + ".json")).exists();
        assertThat(Files.readString(results.resolve(stage + ".md")))
                .startsWith("## ")
                .doesNotContain("null");
    }

    @Test
    void trainingTakesWhatThePlanSays() {
        Map<String, Object> row = table("train").rows().getFirst();
        assertThat(row).containsEntry("recompute", false).containsEntry("micro-batch", 24);
        assertThat(row).containsEntry("PyTorch tokens/s", 1e9).containsKey("within 5 %");
        // The tiny model's scratch is large beside it.
        assertThat((Double) row.get("peak / plan")).isBetween(1.0, 2.0);
    }

    @Test
    void bothWaysOfAModelGiveTheSameLogprobs() {
        Map<String, Object> row = table("gap").rows().getFirst();
        assertThat(row).containsEntry("tokens", 12).containsEntry("at most 1e-3", "PASS");
    }

    @Test
    void whatCannotBeMeasuredIsSaidAndTheRestIsMeasured() {
        OnGpuTable table = new OnGpuTable("train", "Title");
        table.attempt("one", () -> {
            throw new IllegalStateException("no luck");
        });
        table.attempt("two", () -> table.row("a", 1));
        assertThat(table.failures()).hasSize(1);
        assertThat(table.rows()).hasSize(1);
        assertThat(table.markdown()).contains("| 1 |").contains("FAILED: one: no luck");
    }

    @Test
    void theReportCountsTargetsAndNamesWhatDidNotRun() throws IOException {
        OnGpuTable table = new OnGpuTable("copy", "Copy");
        table.row("x", 1.5, "target", "0.5 PASS", "target ", "0.6 FAIL");
        table.write(results);
        assertThat(new OnGpuReport(results).text())
                .contains("1 targets met, 1 missed, 0 measurements failed. Not run: ptx, contract")
                .contains("| 1.500 | 0.5 PASS | 0.6 FAIL |");
    }

    /** The host waits for numbers once in a burst of steps, not in each step. */
    @Test
    void sampledIdsStayOnTheDeviceUntilABurstEnds() {
        List<BenchSizes.Model> models = BenchSizes.tiny().models();
        try (OnGpuDevice gpu = open(OnGpuDevice.Multiplier.OURS);
                Decoder decoder = gpu.model(models.getFirst().config());
                RolloutEngine engine = new RolloutEngine(decoder, 40, 2, ids -> "")) {
            List<RolloutRequest> requests = List.of(new RolloutRequest("p", 0, OnGpuDecode.prompt(5, 0, 97), 0, 2));
            long before = gpu.meter.copiesOut();
            int[] bursts = {0};
            engine.run(requests, OnGpuDecode.settings(2, 16), (finished, total, tokens) -> bursts[0]++);
            // Counts, flags, ids and log-probabilities.
            assertThat(gpu.meter.copiesOut() - before).isEqualTo(4L * bursts[0]);
            assertThat(bursts[0]).isLessThanOrEqualTo(16 / 4);
        }
    }
}
