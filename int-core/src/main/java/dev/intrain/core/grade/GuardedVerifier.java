package dev.intrain.core.grade;

import dev.intrain.api.IntrainException;
import dev.intrain.api.Problem;
import dev.intrain.api.verify.Verdict;
import dev.intrain.api.verify.Verifier;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A verifier that cannot stop the run: every call has a deadline, few run at once, and what goes wrong inside is unscored.
 *
 * <p>A call past its deadline is interrupted; if it still does not end it is abandoned on its daemon thread and counted. With
 * {@value #MAX_ABANDONED} abandoned threads every further call throws, naming the verifier, so that a run stops and can resume.
 * Thread-safe.
 */
public final class GuardedVerifier implements Verifier, AutoCloseable {
    /** As many hanging calls as a run endures. */
    public static final int MAX_ABANDONED = 4;

    private static final Duration GRACE = Duration.ofMillis(200);

    private final Verifier delegate;
    private final Duration deadline;
    private final Semaphore running;
    private final AtomicInteger abandoned = new AtomicInteger();
    private final ExecutorService threads;

    /**
     * Guards a verifier.
     *
     * @param delegate the verifier, already configured
     * @param deadline how long one call may take
     * @param concurrency how many calls may run at once
     */
    public GuardedVerifier(Verifier delegate, Duration deadline, int concurrency) {
        this.delegate = delegate;
        this.deadline = deadline;
        this.running = new Semaphore(concurrency);
        this.threads = Executors.newCachedThreadPool(Thread.ofPlatform()
                .name("verifier-" + delegate.id() + "-", 0)
                .daemon()
                .factory());
    }

    @Override
    public String id() {
        return delegate.id();
    }

    @Override
    public String description() {
        return delegate.description();
    }

    /** @return how many calls were abandoned so far */
    public int abandoned() {
        return abandoned.get();
    }

    @Override
    public Verdict verify(Problem problem, String completion) {
        checkAbandoned();
        try {
            running.acquire();
            try {
                return call(problem, completion);
            } finally {
                running.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IntrainException(
                    "grading problem '" + problem.id() + "' was interrupted: run again to resume", e);
        }
    }

    private Verdict call(Problem problem, String completion) throws InterruptedException {
        var ended = new CompletableFuture<Void>();
        Future<Verdict> result = threads.submit(() -> {
            try {
                return delegate.verify(problem, completion);
            } finally {
                ended.complete(null);
            }
        });
        try {
            Verdict verdict = result.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
            // a plug-in may break the contract
            return verdict != null ? verdict : unscored(problem, "returned no verdict");
        } catch (ExecutionException e) {
            return failed(problem, e.getCause());
        } catch (TimeoutException e) {
            result.cancel(true);
            awaitEnd(ended);
            return unscored(problem, "did not answer within " + deadline.toMillis() + " ms");
        } catch (InterruptedException e) {
            result.cancel(true);
            throw e;
        }
    }

    private Verdict failed(Problem problem, @Nullable Throwable cause) {
        if (cause instanceof VirtualMachineError error && !(cause instanceof StackOverflowError)) {
            throw error;
        }
        return unscored(problem, "failed with " + cause);
    }

    private Verdict unscored(Problem problem, String what) {
        return new Verdict.Unscored("verifier '" + id() + "' " + what + " on problem '" + problem.id() + "'");
    }

    private void awaitEnd(CompletableFuture<Void> ended) throws InterruptedException {
        try {
            ended.get(GRACE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            abandoned.incrementAndGet();
            checkAbandoned();
        } catch (ExecutionException e) {
            throw new IllegalStateException("only completed normally", e);
        }
    }

    private void checkAbandoned() {
        if (abandoned.get() >= MAX_ABANDONED) {
            throw new IntrainException(
                    "verifier '" + id() + "' hangs: " + abandoned.get() + " calls did not end within "
                            + deadline.toMillis()
                            + " ms nor when interrupted; mend the verifier or choose another one, then run again to "
                            + "resume");
        }
    }

    /** Interrupts what still runs; abandoned threads are daemons and end with the process. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
