package dev.intrain.bench.perf;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;

/** Repeats work: first unmeasured until it is warm, then measured. */
public final class Timing {
    private Timing() {}

    /**
     * @param what name of one repetition, for progress
     * @param warmUpSeconds unmeasured repetitions go on this long; there is at least one
     * @param repetitions measured, at least 1
     * @param work one repetition: it measures itself, which leaves out its preparations
     * @param progress takes a line for each repetition
     * @return median seconds of the measured repetitions
     */
    public static double median(
            String what, double warmUpSeconds, int repetitions, Work work, Consumer<String> progress) {
        long end = System.nanoTime() + (long) (warmUpSeconds * 1e9);
        do {
            progress.accept(line("warm-up " + what, work.seconds()));
        } while (System.nanoTime() < end);
        double[] seconds = new double[repetitions];
        for (int i = 0; i < repetitions; i++) {
            seconds[i] = work.seconds();
            progress.accept(line(what + " " + (i + 1) + " of " + repetitions, seconds[i]));
        }
        return median(seconds);
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

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String line(String what, double seconds) {
        return String.format(Locale.ROOT, "%s: %.3f s", what, seconds);
    }
}
