package dev.intrain.core.trace;

import dev.intrain.api.FinishReason;
import dev.intrain.api.TokenSequence;
import dev.intrain.api.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Made-up rows. */
final class Rows {
    private static final List<Outcome> OUTCOMES = List.of(Outcome.values());

    private Rows() {}

    static RolloutRow rollout(int number, int tokens, String text) {
        int[] ids = new int[tokens];
        float[] logprobs = new float[tokens];
        for (int i = 0; i < tokens; i++) {
            ids[i] = number * 31 + i;
            logprobs[i] = -0.25f * i - number;
        }
        Trace trace = new Trace(
                "problem-" + number % 7,
                0,
                number,
                TokenSequence.of(1, 2, number),
                TokenSequence.of(ids),
                text,
                number % 3 == 0 ? FinishReason.LENGTH : FinishReason.STOP,
                logprobs,
                scaled(logprobs, 0.5f),
                scaled(logprobs, 2));
        Outcome outcome = OUTCOMES.get(number % OUTCOMES.size());
        return new RolloutRow(
                trace,
                outcome,
                outcome == Outcome.CORRECT ? "" : "reason " + number,
                number % 2 == 0 ? Optional.of("" + number) : Optional.empty(),
                outcome.scored() ? OptionalDouble.of(outcome == Outcome.CORRECT ? 1 : 0) : OptionalDouble.empty());
    }

    static List<RolloutRow> rollouts(int count) {
        List<RolloutRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(rollout(i, i % 23, "text " + i));
        }
        return rows;
    }

    /** Everything of a row, arrays by value. */
    static List<Object> content(RolloutRow row) {
        Trace t = row.trace();
        return List.of(
                t.problemId(),
                t.attempt(),
                t.sample(),
                t.prompt(),
                t.completion(),
                t.text(),
                t.finishReason(),
                Arrays.toString(t.logprobs()),
                Arrays.toString(t.samplingLogprobs()),
                Arrays.toString(t.modelLogprobs()),
                row.outcome(),
                row.reason(),
                row.extracted(),
                row.reward());
    }

    private static float[] scaled(float[] values, float factor) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i] * factor;
        }
        return out;
    }
}
