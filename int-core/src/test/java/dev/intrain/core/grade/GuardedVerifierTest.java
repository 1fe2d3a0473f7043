package dev.intrain.core.grade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.FinishReason;
import dev.intrain.api.IntrainException;
import dev.intrain.api.Problem;
import dev.intrain.api.TokenSequence;
import dev.intrain.api.Trace;
import dev.intrain.api.reward.Reward;
import dev.intrain.api.verify.Verdict;
import dev.intrain.api.verify.Verifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class GuardedVerifierTest {
    private static final Problem PROBLEM = new Problem("p1", "?", "5", Optional.empty(), Map.of());
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(50);

    @Test
    void passesVerdictsOn() {
        try (var guarded = new GuardedVerifier(new MathVerifier(), LONG, 1)) {
            assertThat(guarded.id()).isEqualTo("math");
            assertThat(guarded.verify(PROBLEM, "\\boxed{5}")).isEqualTo(new Verdict.Correct("5"));
        }
    }

    @Test
    void anExceptionIsUnscored() {
        try (var guarded = new GuardedVerifier(
                        verifier(text -> {
                            throw new IllegalStateException("judge down");
                        }),
                        LONG,
                        1);
                var recursive = new GuardedVerifier(
                        verifier(text -> {
                            throw new StackOverflowError();
                        }),
                        LONG,
                        1)) {
            assertThat(guarded.verify(PROBLEM, "x"))
                    .isEqualTo(new Verdict.Unscored(
                            "verifier 'odd' failed with java.lang.IllegalStateException: judge down "
                                    + "on problem 'p1'"));
            assertThat(recursive.verify(PROBLEM, "x")).isInstanceOf(Verdict.Unscored.class);
        }
    }

    @Test
    void anInterruptedCallIsUnscoredAndNotAbandoned() {
        try (var guarded = new GuardedVerifier(
                verifier(text -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return new Verdict.Correct("");
                }),
                SHORT,
                1)) {
            for (int i = 0; i < 5; i++) {
                assertThat(guarded.verify(PROBLEM, "x"))
                        .isEqualTo(new Verdict.Unscored("verifier 'odd' did not answer within 50 ms on problem 'p1'"));
            }
            assertThat(guarded.abandoned()).isZero();
        }
    }

    @Test
    void fourAbandonedCallsStopTheRun() {
        var release = new CountDownLatch(1);
        try (var guarded = new GuardedVerifier(
                verifier(text -> {
                    boolean open = false;
                    while (!open) {
                        try {
                            release.await();
                            open = true;
                        } catch (InterruptedException e) {
                            // hangs on
                        }
                    }
                    return new Verdict.Correct("");
                }),
                SHORT,
                1)) {
            for (int i = 1; i < GuardedVerifier.MAX_ABANDONED; i++) {
                assertThat(guarded.verify(PROBLEM, "x")).isInstanceOf(Verdict.Unscored.class);
                assertThat(guarded.abandoned()).isEqualTo(i);
            }
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> guarded.verify(PROBLEM, "x"))
                        .isInstanceOf(IntrainException.class)
                        .hasMessageStartingWith("verifier 'odd' hangs: 4 calls did not end");
            }
        } finally {
            release.countDown();
        }
    }

    @Test
    void fewCallsRunAtOnce() throws InterruptedException {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        try (var guarded = new GuardedVerifier(
                verifier(text -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    Thread.onSpinWait();
                    now.decrementAndGet();
                    return new Verdict.Correct(text);
                }),
                LONG,
                2)) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int k = 0; k < 50; k++) {
                        guarded.verify(PROBLEM, "x");
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    void verdictsBecomeRewards() {
        var trace = new Trace(
                "p1",
                0,
                0,
                TokenSequence.EMPTY,
                TokenSequence.EMPTY,
                "",
                FinishReason.STOP,
                new float[0],
                new float[0],
                new float[0]);
        var reward = new VerdictReward();
        assertThat(reward.reward(PROBLEM, trace, new Verdict.Correct("5"))).isEqualTo(Reward.of(1));
        assertThat(reward.reward(PROBLEM, trace, new Verdict.Incorrect("OVER_BUDGET", "")))
                .isEqualTo(Reward.of(0));
        assertThat(reward.reward(PROBLEM, trace, new Verdict.Unscored("x"))).isEqualTo(Reward.notApplicable());
    }

    private static Verifier verifier(Function<String, Verdict> answer) {
        return new Verifier() {
            @Override
            public String id() {
                return "odd";
            }

            @Override
            public String description() {
                return "misbehaves";
            }

            @Override
            public Verdict verify(Problem problem, String completion) {
                return answer.apply(completion);
            }
        };
    }
}
