package dev.intrain.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The form of what is printed, at the smallest sizes; no figure is judged. */
class PerfCommandTest {
    /** What takes the options of a measured shape. */
    private static final Set<String> RUNS = Set.of("train", "decode", "prefill", "rollout");

    private static final Locale BEFORE = Locale.getDefault();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void aLocaleWithDecimalCommas() {
        Locale.setDefault(Locale.GERMANY);
    }

    @AfterEach
    void theLocaleBefore() {
        Locale.setDefault(BEFORE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"f32", "bf16"})
    void trains(String dtype) {
        assertThat(perf("train --shape micro --batch 1 --seq 8 --steps 2 --dtype " + dtype))
                .as(err::toString)
                .isZero();
        assertThat(lines().getLast()).matches("train \\d+\\.\\d tok/s");
        assertThat(out.toString()).contains("GFLOP/s (6N + causal attention", "peak memory", "5.1 M weights");
        assertThat(err.toString()).contains("warm-up step: ", "step 1 of 2: ", "step 2 of 2: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"f32", "bf16"})
    void decodes(String dtype) {
        assertThat(perf("decode --shape micro --batch 2 --prompt 3 --new 4 --dtype " + dtype))
                .as(err::toString)
                .isZero();
        assertThat(lines().getLast()).matches("decode \\d+\\.\\d tok/s");
        assertThat(out.toString()).contains(" GB/s (weights once per step");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void prefills(int prompt) {
        assertThat(perf("prefill --shape micro --dtype f32 --prompt " + prompt))
                .as(err::toString)
                .isZero();
        assertThat(lines().getLast()).matches("prefill \\d+\\.\\d tok/s");
    }

    @Test
    void batchesContinuously() {
        assertThat(
                        perf(
                                "rollout --shape micro --dtype f32 --slots 2 --requests 2 --repeats 2 --prompt 3 --shared-prompt 5"))
                .as(err::toString)
                .isZero();
        assertThat(lines().getLast()).matches("rollout \\d+\\.\\d tok/s");
        assertThat(out.toString())
                .contains("2 requests of 32 to 320 new tokens after 3, prompts and tail included, median of 2: ")
                .containsPattern(
                        "a token of the requests attends to \\d+ on average, .* new tokens, which attend to as many: \\d+ %")
                .contains("a prompt of 5 tokens and one new token: 1 sample ");
    }

    @Test
    void splitsAGrpoStep() {
        Path recipe = Path.of("..", "examples", "smoke", "intrain.yaml");
        assumeTrue(Files.exists(recipe), "a source archive may leave out the examples");
        assertThat(perf("grpo --steps 1 --warm-up-steps 1 --recipe " + recipe))
                .as(err::toString)
                .isZero();
        assertThat(lines().getLast()).matches("grpo \\d+\\.\\d{3} s/step");
        assertThat(out.toString()).contains("1 steps: rollout ", "linear ", "in kernels: ");
    }

    @Test
    void timesAStart() {
        assertThat(perf("startup --rounds 1")).as(err::toString).isZero();
        assertThat(lines().getLast()).matches("startup \\d+\\.\\d{3} s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train --shape nano --dtype f32 --batch 1 --seq 8 --steps 1",
                "train --shape micro --dtype f16 --batch 1 --seq 8 --steps 1",
                "train --shape micro --dtype f32 --batch 0 --seq 8 --steps 1",
                "train --shape micro --dtype f32 --batch 1 --seq 1 --steps 1",
                "train --shape micro --dtype f32 --batch 1 --seq 4097 --steps 1",
                "train --shape micro --dtype f32 --batch 1000000000 --seq 4096 --steps 1",
                "train --shape micro --dtype f32 --batch 1 --seq 8 --steps 0",
                "train --shape micro --dtype f32 --batch x --seq 8 --steps 1",
                "train --shape micro --dtype f32 --batch 1 --seq 8",
                "train --shape micro --dtype f32 --batch 1 --seq 8 --steps 1 --threads 0",
                "train --shape micro --dtype f32 --batch 1 --seq 8 --steps 1 --warm-up -1",
                "train --shape micro --dtype f32 --batch 1 --seq 8 --steps 1 --backend abacus",
                "decode --shape micro --dtype f32 --batch 1 --prompt 0 --new 1",
                "decode --shape micro --dtype f32 --batch 1 --prompt 4096 --new 1",
                "prefill --shape micro --dtype f32 --prompt 4096",
                "train --shape micro --dtype f32 --batch 1 --seq 8 --steps 1 --against abacus",
                "train --shape micro --dtype f32 --batch 1 --seq 8 --steps 1 --against llamacpp",
                "train --shape micro --dtype f32 --batch 1 --seq 8 --steps 1 --against torch --rounds 0",
                "rollout --shape micro --dtype f32 --slots 0",
                "rollout --shape micro --dtype f32 --slots 1 --prompt 4000",
                "grpo --recipe no-such-recipe.yaml",
                "grpo --recipe no-such-recipe.yaml --steps 0",
                "startup --rounds 0",
                "learn",
                ""
            })
    void refusesWithOneSentence(String arguments) {
        assertThat(perf(arguments)).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void namesTheShapesThereAre() {
        perf("prefill --shape nano --dtype f32 --prompt 1");
        assertThat(err.toString().strip()).isEqualTo("--shape must be one of micro, small, qwen3-0.6b, not 'nano'");
    }

    private int perf(String arguments) {
        boolean run = RUNS.contains(arguments.split(" ", 2)[0]);
        String quick = run ? quick(arguments) : arguments;
        return IntBenchCommand.command()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(("perf " + quick).strip().split(" "));
    }

    private static String quick(String arguments) {
        String noCeiling = arguments + " --ceiling 0";
        String short_ = noCeiling.contains("--warm-up") ? noCeiling : noCeiling + " --warm-up 0";
        return short_.contains("--threads") ? short_ : short_ + " --threads 1";
    }

    private List<String> lines() {
        return out.toString().lines().toList();
    }
}
