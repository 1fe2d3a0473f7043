package dev.intrain.bench.perf;

import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.model.Arena;
import java.util.Locale;

/**
 * What the backend itself reaches on this machine at its best: one large matrix product, and one pass over memory.
 *
 * <p>This is the ceiling of the backend's own kernels, not of the hardware: another library may be faster on the same machine.
 *
 * @param gflops of the product of [M,K] F32 activations and [K,K] weights, the best of the repetitions
 * @param gigabytes per second of the faster of two: the product of one row with a matrix larger than the caches (bytes of the matrix), and
 *     the copy of such a matrix (bytes read and written)
 */
public record Ceiling(double gflops, double gigabytes) {
    /** How large the measured matrices are. */
    public record Size(int rows, int width, int streamedRows) {
        /** Large enough to leave the caches. */
        public static final Size FULL = new Size(512, 2048, 32768);
    }

    /**
     * @param backend what is measured
     * @param weights type of the matrices, F32 or BF16
     * @param size of the matrices
     * @param seconds for each of the three loops; each runs at least twice
     * @return the best of all repetitions
     */
    public static Ceiling measure(Backend backend, DType weights, Size size, double seconds) {
        int width = size.width();
        try (Arena arena = new Arena(backend);
                Tensor small = backend.allocate(weights, width, width);
                Tensor large = backend.allocate(weights, size.streamedRows(), width);
                Tensor copy = backend.allocate(weights, size.streamedRows(), width)) {
            Tensor x = arena.f32(size.rows(), width);
            Tensor y = arena.f32(size.rows(), width);
            Tensor row = arena.f32(1, width);
            Tensor out = arena.f32(1, size.streamedRows());
            backend.fill(x, 0.5f);
            backend.fill(row, 0.5f);
            backend.fill(small, 0.25f);
            backend.fill(large, 0.25f);
            double product = best(backend, y, seconds, () -> backend.linear(x, small, null, y, false));
            double oneRow = best(backend, out, seconds, () -> backend.linear(row, large, null, out, false));
            double copied = best(backend, copy, seconds, () -> backend.copy(large, copy));
            double bytes = (double) size.streamedRows() * width * weights.bytes();
            return new Ceiling(
                    2.0 * size.rows() * width * width / product * 1e-9,
                    Math.max(bytes / oneRow, 2 * bytes / copied) * 1e-9);
        }
    }

    private static double best(Backend backend, Tensor result, double seconds, Runnable work) {
        float[] read = new float[1];
        double best = Double.MAX_VALUE;
        long end = System.nanoTime() + (long) (seconds * 1e9);
        for (int repetition = 0; repetition < 2 || System.nanoTime() < end; repetition++) {
            long started = System.nanoTime();
            work.run();
            backend.read(result, 0, read, 0, 1);
            best = Math.min(best, (System.nanoTime() - started) * 1e-9);
        }
        return best;
    }

    /** @return one line for people */
    public String line() {
        return String.format(
                Locale.ROOT,
                "ceiling of this backend here: %.1f GFLOP/s in one large product, %.1f GB/s streamed",
                gflops,
                gigabytes);
    }
}
