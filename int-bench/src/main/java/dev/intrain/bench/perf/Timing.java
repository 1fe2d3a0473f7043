package dev.intrain.bench.perf;

import java.util.Arrays;
import java.util.Locale;

/** Repeats work: first unmeasured until it is warm, then measured. */
public final class Timing {
    private Timing() {}

    /**
     * @param what name of one repetition, for progress
     * @param warmUpSeconds unmeasured repetitions go on this long; there is at least one
     * @param repetitions measured, at least 1
     * @param work one repetition: it measures itself, which leaves out its preparations
     * @param watch hears of it
     * @return median seconds of the measured repetitions
     */
    public static double median(String what, double warmUpSeconds, int repetitions, Work work, Watch watch) {
        long end = System.nanoTime() + (long) (warmUpSeconds * 1e9);
        do {
            watch.progress(line("warm-up " + what, work.seconds()));
        } while (System.nanoTime() < end);
        watch.warm();
        double[] seconds = new double[repetitions];
        for (int i = 0; i < repetitions; i++) {
            seconds[i] = work.seconds();
            watch.progress(line(what + " " + (i + 1) + " of " + repetitions, seconds[i]));
        }
        return median(seconds);
    }

    /** Hears of repetitions. */
    @FunctionalInterface
    public interface Watch {
        /** @param line for each repetition */
        void progress(String line);

        /** What follows is measured. */
        default void warm() {}
    }

    /** One repetition. */
    public interface Work {
        /** @return seconds the measured part took */
        double seconds();
    }

    /**
     * @param work what to measure
     * @return its wall time in seconds
     */
    public static double of(Runnable work) {
        long started = System.nanoTime();
        work.run();
        return (System.nanoTime() - started) * 1e-9;
    }

    /**
     * @param values at least one
     * @return their median
     */
    public static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String line(String what, double seconds) {
        return String.format(Locale.ROOT, "%s: %.3f s", what, seconds);
    }
}
