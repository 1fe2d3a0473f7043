package dev.intrain.core.tensor.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads that share the tasks of one operation; the caller is one of them and returns when all tasks are done.
 *
 * <p>A thread takes a share of its own first, always the same part of all tasks, so that what it has met may still be in its caches; who
 * takes the rest is left to chance. Tasks write disjoint outputs, so it cannot be seen in the result. Idle threads spin
 * for a moment, because operations follow each other closely, then park.
 */
final class Workers {
    private static final int IDLE_SPINS = 2_000;
    private static final int WAIT_SPINS = 20_000;

    /** One share of an operation. */
    interface Task {
        void run(int index, Scratch scratch);
    }

    /** What a thread without a task may do. */
    interface Idle {
        /**
         * Does a moment's work, which nothing depends on: less than a microsecond, as an operation may be waiting.
         *
         * @param thread 1 or more: the caller of operations is never idle
         * @return whether there is more to do
         */
        boolean step(int thread);
    }

    private final Worker[] helpers;
    private final Scratch own = new Scratch();
    private volatile @Nullable Job current;
    private volatile @Nullable Idle idle;
    private volatile boolean closed;

    /** @param threads number of threads, the caller's included */
    Workers(int threads) {
        helpers = new Worker[threads - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Worker(i + 1);
            helpers[i].thread.setName("intrain-cpu-" + (i + 1));
            helpers[i].thread.setDaemon(true);
            helpers[i].thread.start();
        }
    }

    int threads() {
        return helpers.length + 1;
    }

    /** @return scratch of the calling thread, free between operations */
    Scratch own() {
        return own;
    }

    /** Runs tasks 0 to count - 1 and returns when all are done. */
    void run(int count, Task task) {
        if (count == 1 || helpers.length == 0) {
            for (int i = 0; i < count; i++) {
                task.run(i, own);
            }
            return;
        }
        Job job = new Job(task, count, threads());
        current = job;
        for (int i = 0; i < Math.min(count - 1, helpers.length); i++) {
            helpers[i].wake();
        }
        job.work(own, 0);
        job.await();
    }

    /** Until the next call, threads without a task do this. */
    void whenIdle(Idle work) {
        idle = work;
    }

    /** A run of rows or elements. */
    interface RangeTask {
        void run(int from, int to, Scratch scratch);
    }

    /** Cuts {@code [0, count)} into runs of the given length, wherever the threads are, and shares them out. */
    void ranges(int count, int length, RangeTask task) {
        int parts = (int) (((long) count + length - 1) / length);
        run(parts, (part, scratch) -> {
            int from = part * length;
            task.run(from, Math.min(count, from + length), scratch);
        });
    }

    void close() {
        closed = true;
        for (Worker helper : helpers) {
            LockSupport.unpark(helper.thread);
            helper.scratch.close();
        }
        own.close();
    }

    private static final class Job {
        private final Task task;
        private final int count;
        private final Thread caller = Thread.currentThread();
        private volatile boolean waiting;
        private final AtomicIntegerArray taken;
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Job(Task task, int count, int threads) {
            this.task = task;
            this.count = count;
            this.taken = new AtomicIntegerArray(threads);
        }

        /** Takes the thread's own share, then what others have left of theirs. */
        void work(Scratch scratch, int thread) {
            int threads = taken.length();
            for (int i = 0; i < threads; i++) {
                int share = (thread + i) % threads;
                int first = first(share);
                int size = first(share + 1) - first;
                for (int next = taken.getAndIncrement(share); next < size; next = taken.getAndIncrement(share)) {
                    run(first + next, scratch);
                }
            }
        }

        private int first(int share) {
            return (int) ((long) share * count / taken.length());
        }

        private void run(int index, Scratch scratch) {
            try {
                task.run(index, scratch);
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            } finally {
                if (done.incrementAndGet() == count && waiting) {
                    LockSupport.unpark(caller);
                }
            }
        }

        void await() {
            for (int spins = 0; done.get() < count && spins < WAIT_SPINS; spins++) {
                Thread.onSpinWait();
            }
            waiting = true;
            while (done.get() < count) {
                LockSupport.park(this);
            }
            Throwable thrown = failure.get();
            if (thrown != null) {
                throw new IllegalStateException("A share of a tensor operation failed: " + thrown, thrown);
            }
        }
    }

    private final class Worker implements Runnable {
        private final int index;
        private final Thread thread = new Thread(this);
        private final Scratch scratch = new Scratch();
        private volatile boolean parked;

        Worker(int index) {
            this.index = index;
        }

        void wake() {
            if (parked) {
                LockSupport.unpark(thread);
            }
        }

        @Override
        public void run() {
            Job last = null;
            while (!closed) {
                Job job = current;
                if (job == last || job == null) {
                    await(last);
                } else {
                    last = job;
                    job.work(scratch, index);
                }
            }
        }

        private void await(@Nullable Job last) {
            Idle work = idle;
            while (work != null && current == last && !closed && work.step(index)) {
                // the next operation comes first
            }
            for (int spins = 0; spins < IDLE_SPINS; spins++) {
                if (current != last || closed) {
                    return;
                }
                Thread.onSpinWait();
            }
            parked = true;
            while (current == last && !closed) {
                LockSupport.park(this);
            }
            parked = false;
        }
    }
}
