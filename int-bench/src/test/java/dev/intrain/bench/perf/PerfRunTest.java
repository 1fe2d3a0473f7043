package dev.intrain.bench.perf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.intrain.api.TokenSequence;
import dev.intrain.api.optim.OptimizerProvider;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.core.model.Decoder;
import dev.intrain.core.rollout.RolloutRequest;
import dev.intrain.core.spi.ProviderCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The measured work is really done. */
class PerfRunTest {
    private final ProviderCatalog catalog = ProviderCatalog.discover(PerfRunTest.class.getClassLoader());

    @Test
    void stepsLearnTheirBatch() {
        try (Backend backend = catalog.createBackend("cpu", 1, line -> {});
                Decoder model =
                        RandomModel.create(backend, PerfShape.named("micro").config(), DType.BF16, 1);
                TrainRun run = new TrainRun(model, catalog.select(OptimizerProvider.class, "adamw"), 2, 8, 2)) {
            double first = run.step();
            run.step();
            run.step();
            assertThat(first).isBetween(3.0, 6.0);
            assertThat(run.step()).isLessThan(first);
        }
    }

    @Test
    void everySequenceGetsItsNewTokens() {
        try (Backend backend = catalog.createBackend("cpu", 1, line -> {});
                Decoder model =
                        RandomModel.create(backend, PerfShape.named("micro").config(), DType.F32, 1);
                DecodeRun run = new DecodeRun(model, 2, 17, 3, 2)) {
            run.prefill();
            run.decode(3);
            run.prefill();
            run.decode(3);
            assertThatThrownBy(() -> run.decode(1)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aRoundComparesEqualWork() {
        List<RolloutRequest> requests = Stream.of(10, 30)
                .map(tokens -> new RolloutRequest("p", 0, TokenSequence.of(1), 0, 1, tokens))
                .toList();
        assertThat(RolloutRound.steps(requests)).isEqualTo(20);
        // Their tokens attend to (45 + 435) / 40 new ones on average, those of a sequence of 25 to 12.
        assertThat(RolloutRound.equalSteps(requests)).isEqualTo(25);
        // Two runs of a batch of 4: a prompt takes 1 s, each of the first 160 tokens 0.1 s, each of 200 tokens 0.12 s.
        RolloutRound round = new RolloutRound(2, 40, 8, 4, 20, 25, 8, 16, 24);
        assertThat(round.continuous()).isEqualTo(5);
        assertThat(round.fixedWithoutPrompts()).isCloseTo(10, offset(1e-9));
        assertThat(round.fixedWithPrompts()).isCloseTo(160 / 24.0, offset(1e-9));
        assertThat(round.equalWork()).isCloseTo(40 / (2 + 40 * 0.12), offset(1e-9));
    }

    @Test
    void theCeilingIsMeasuredInBothTypes() {
        try (Backend backend = catalog.createBackend("cpu", 1, line -> {})) {
            for (DType weights : List.of(DType.F32, DType.BF16)) {
                Ceiling ceiling = Ceiling.measure(backend, weights, new Ceiling.Size(8, 32, 64), 0);
                assertThat(ceiling.gflops()).isPositive();
                assertThat(ceiling.gigabytes()).isPositive();
            }
        }
    }

    @Test
    void warmUpIsNotMeasured() {
        List<String> progress = new ArrayList<>();
        List<Double> times = new ArrayList<>(List.of(99.0, 3.0, 1.0, 2.0, 8.0));
        assertThat(Timing.median("step", 0, 4, times::removeFirst, progress::add))
                .isEqualTo(2.5);
        assertThat(progress)
                .startsWith("warm-up step: 99.000 s", "step 1 of 4: 3.000 s")
                .hasSize(5);
    }

    @Test
    void peakMemoryIsReadFromTheStatusFile() {
        assertThat(PeakMemory.kibibytes(List.of("Name:\tjava", "VmHWM:\t  123456 kB")))
                .hasValue(123456);
        assertThat(PeakMemory.kibibytes(List.of("Name:\tjava"))).isEmpty();
    }
}
