package dev.intrain.core.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.intrain.api.FinishReason;
import dev.intrain.api.IntrainException;
import dev.intrain.api.TokenSequence;
import dev.intrain.api.Trace;
import dev.intrain.core.rollout.RolloutRequest;
import dev.intrain.core.trace.Outcome;
import dev.intrain.core.trace.RolloutRow;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RlGroupTest {
    @Test
    void maskedTruncatedSamplesStayInTheBaseline() {
        RlGroup group = RlGroup.of(
                List.of(row(1, FinishReason.STOP, 2), row(0, FinishReason.LENGTH, 4), row(0, FinishReason.STOP, 2)),
                false,
                true);

        assertThat(group.samples()).extracting(RlSample::inLoss).containsExactly(true, false, true);
        assertThat(group.samples().getFirst().advantage()).isEqualTo(2 / 3.0, within(1e-15));
    }

    @Test
    void hostileAnswersGetTheAdvantagesOfWrongOnes() {
        RlGroup group = RlGroup.of(
                List.of(
                        row(1, FinishReason.STOP, 2),
                        new RolloutRow(
                                trace(FinishReason.STOP, 9),
                                Outcome.OVER_BUDGET,
                                "9^{9^{9^9}} needs more work than allowed",
                                Optional.empty(),
                                OptionalDouble.of(0))),
                false,
                false);

        assertThat(group.samples()).extracting(RlSample::advantage).containsExactly(0.5, -0.5);
        assertThat(group.samples()).allMatch(RlSample::inLoss);
    }

    @Test
    void onlyWhatThePolicySampledIsTrained() {
        // Four prompt tokens, two of them a spliced beginning of the assistant's turn.
        RlSample sample = new RlSample(row(1, FinishReason.STOP, 3), 1, true);

        assertThat(sample.example().trained()).containsExactly(false, false, false, false, true, true, true);
        assertThat(sample.example().trainedTokens()).isEqualTo(sample.length());
    }

    @Test
    void statisticsOfAStepByHand() {
        RlGroup mixed = RlGroup.of(List.of(row(1, FinishReason.STOP, 2), row(0, FinishReason.LENGTH, 6)), false, false);
        RlGroup right = RlGroup.of(List.of(row(1, FinishReason.STOP, 2), row(1, FinishReason.STOP, 2)), false, false);
        RlGroup wrong = RlGroup.of(
                List.of(row(0, FinishReason.STOP, 2), unscored(), row(0, FinishReason.STOP, 2)), false, false);
        RlGroup skipped = RlGroup.of(List.of(row(1, FinishReason.STOP, 2), unscored()), false, false);

        GroupStatistics statistics = GroupStatistics.of(List.of(mixed, right, wrong, skipped));

        assertThat(statistics.samples()).isEqualTo(9);
        assertThat(statistics.unscored()).isEqualTo(2);
        assertThat(statistics.skippedGroups()).isEqualTo(1);
        assertThat(statistics.reward()).isEqualTo(4 / 7.0, within(1e-15));
        assertThat(statistics.zeroAdvantage()).isEqualTo(2 / 3.0, within(1e-15));
        assertThat(statistics.allRight()).isEqualTo(1 / 3.0, within(1e-15));
        assertThat(statistics.allWrong()).isEqualTo(1 / 3.0, within(1e-15));
        assertThat(statistics.truncated()).isEqualTo(1 / 9.0, within(1e-15));
        assertThat(statistics.length()).isEqualTo(22 / 9.0, within(1e-15));
        assertThat(statistics.entropy()).isEqualTo(0.5, within(1e-15));
    }

    @Test
    void everyEpochDrawsEveryProblemOnceAndAProblemTwiceInAStepIsANewAttempt() {
        List<RlProblem> problems = IntStream.range(0, 5)
                .mapToObj(i -> new RlProblem("p" + i, TokenSequence.of(i)))
                .toList();
        ProblemOrder order = new ProblemOrder(problems, 4, 8, 1, "rl");

        List<RolloutRequest> fiveSteps = IntStream.range(0, 5)
                .mapToObj(order::draw)
                .flatMap(List::stream)
                .toList();

        assertThat(fiveSteps)
                .hasSize(20)
                .isEqualTo(IntStream.range(0, 5)
                        .mapToObj(order::draw)
                        .flatMap(List::stream)
                        .toList());
        for (int epoch = 0; epoch < 4; epoch++) {
            assertThat(fiveSteps.subList(epoch * 5, epoch * 5 + 5))
                    .extracting(RolloutRequest::problemId)
                    .containsExactlyInAnyOrder("p0", "p1", "p2", "p3", "p4");
        }
        for (int step = 0; step < 5; step++) {
            Set<String> keys = new HashSet<>();
            order.draw(step).forEach(request -> keys.add(request.problemId() + "/" + request.attempt()));
            assertThat(keys).hasSize(4);
        }
        assertThat(new ProblemOrder(problems.subList(0, 1), 2, 8, 1, "rl").draw(0))
                .extracting(RolloutRequest::attempt)
                .containsExactly(0, 1);
    }

    @Test
    void moreThanOnePercentWithoutAVerdictStopsTheStage() {
        UnscoredLimit limit = new UnscoredLimit("judge", "rl", 1000);

        assertThatCode(() -> limit.check(10)).doesNotThrowAnyException();
        assertThatThrownBy(() -> limit.check(11))
                .isInstanceOf(IntrainException.class)
                .hasMessageStartingWith(
                        "verifier 'judge' left 11 samples of stage 'rl' without a verdict, more than 1 % of its 1000:");
    }

    private static RolloutRow row(double reward, FinishReason finish, int length) {
        Outcome outcome = reward > 0 ? Outcome.CORRECT : Outcome.WRONG;
        return new RolloutRow(trace(finish, length), outcome, "", Optional.empty(), OptionalDouble.of(reward));
    }

    private static RolloutRow unscored() {
        return new RolloutRow(
                trace(FinishReason.STOP, 2), Outcome.UNSCORED, "down", Optional.empty(), OptionalDouble.empty());
    }

    private static Trace trace(FinishReason finish, int length) {
        float[] logprobs = new float[length];
        Arrays.fill(logprobs, -0.5f);
        return new Trace(
                "p",
                0,
                0,
                TokenSequence.of(1, 2, 3, 4),
                TokenSequence.of(new int[length]),
                "",
                finish,
                logprobs,
                logprobs,
                logprobs);
    }
}
