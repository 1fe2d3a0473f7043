package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.Lanes.COUNT;
import static dev.intrain.core.tensor.cpu.PackedWeights.BLOCK;

import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.tensor.HostStorage;
import dev.intrain.core.tensor.HostTensor;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * y [m,n] (+)= x [m,k] W^T (+ bias [n]) for few rows: the linear maps of generation, bound by reading W.
 *
 * <p>W is packed once and kept until it changes. A handful of rows in BF16 are computed here, all others by oneDNN from the same packed
 * weights; without oneDNN there is nothing here for F32. A row's bits are those of {@link MatrixProduct}: depth is cut into the same blocks,
 * and each block's sum is added to memory the same way.
 */
final class FewRows {
    /** Above this many rows our own kernels are slower than {@link MatrixProduct}'s. */
    static final int MOST = 48;

    /** Above this many rows oneDNN packs as fast by itself. */
    private static final int MOST_PACKED = 512;

    /** Above this many rows weights of F32 are packed only when met again unchanged, as in generation: training changes them each time. */
    private static final int MOST_AT_ONCE = 64;

    private static final int X = 0;
    private static final int TILE = 1;
    private static final int X_PADDING = 16;
    private static final int TASKS_PER_THREAD = 2;
    private static final long WORTH_SHARING = 1 << 15;

    private final Workers workers;
    private final @Nullable DnnlPacked dnnl;
    private final WeightMemory memory = new WeightMemory();
    private final Map<HostStorage, Kept> kept = new WeakHashMap<>();

    /** A packed matrix, if there is one yet, the state of its tensor it was made from, and that in which the tensor was met last. */
    private static final class Kept {
        private @Nullable PackedWeights weights;
        private long version = -1;
        private long met = -1;
    }

    /** @param dnnl computes what is large enough for it; null for none */
    FewRows(Workers workers, @Nullable DnnlPacked dnnl) {
        this.workers = workers;
        this.dnnl = dnnl;
    }

    /** @return whether this class computes that product; whoever computes it, the bits are the same */
    boolean takes(long rows, Tensor w, boolean biasOntoWhatIsThere) {
        boolean packed = dnnl != null && !biasOntoWhatIsThere && dnnl.packs(w.dtype(), w.dim(0), w.dim(1));
        if (rows > (packed ? MOST_PACKED : MOST) || !HostTensor.of(w).whole()) {
            return false;
        }
        return w.dtype() == DType.BF16
                || packed && (rows <= MOST_AT_ONCE || metAgain(HostTensor.of(w).storage()));
    }

    private boolean metAgain(HostStorage storage) {
        Kept found = kept.computeIfAbsent(storage, key -> new Kept());
        boolean again = found.met == storage.version();
        found.met = storage.version();
        return again;
    }

    void multiply(Tensor x, Tensor w, float @Nullable [] bias, Tensor y, boolean accumulate) {
        int rows = (int) x.dim(0);
        if (rows == 0) {
            return;
        }
        PackedWeights packed = packed(w);
        MatrixProduct.Target target =
                new MatrixProduct.Target(HostTensor.of(y).segment(), packed.n(), accumulate, bias);
        if (dnnl != null && dnnl.takes(rows, packed) && (bias == null || !accumulate)) {
            dnnl.multiply(HostTensor.of(x).segment(), rows, packed, target);
            return;
        }
        Product product = new Product(
                HostTensor.of(x).segment(), packed, bias, HostTensor.of(y).segment(), rows, accumulate);
        int blocks = packed.blocks();
        boolean alone = (long) packed.n() * packed.k() < WORTH_SHARING;
        int tasks = alone ? 1 : Math.min(blocks, workers.threads() * TASKS_PER_THREAD);
        workers.run(
                tasks,
                (task, scratch) -> product.run(
                        (int) ((long) task * blocks / tasks), (int) ((task + 1L) * blocks / tasks), scratch));
    }

    private PackedWeights packed(Tensor w) {
        HostStorage storage = HostTensor.of(w).storage();
        Kept found = kept.computeIfAbsent(storage, key -> new Kept());
        PackedWeights weights = found.weights;
        if (weights != null && found.version == storage.version()) {
            return weights;
        }
        int n = (int) w.dim(0);
        int k = (int) w.dim(1);
        if (weights == null || weights.n() != n || weights.k() != k) {
            weights = new PackedWeights(memory.allocate(PackedWeights.bytes(w.dtype(), n, k)), w.dtype(), n, k);
            found.weights = weights;
        }
        weights.fill(HostTensor.of(w).segment(), workers);
        found.version = storage.version();
        return weights;
    }

    private record Product(
            MemorySegment x, PackedWeights w, float @Nullable [] bias, MemorySegment y, int rows, boolean accumulate) {
        void run(int fromBlock, int toBlock, Scratch scratch) {
            int k = w.k();
            int stride = k + X_PADDING;
            int padded = (rows + FewRowKernel.ROWS - 1) / FewRowKernel.ROWS * FewRowKernel.ROWS;
            float[] inputs = scratch.floats(X, padded * stride);
            float[] tile = scratch.floats(TILE, FewRowKernel.ROWS * BLOCK);
            for (int row = 0; row < rows; row++) {
                Elements.load(x, (long) row * k, inputs, row * stride, k);
                Elements.round(inputs, row * stride, k);
            }
            for (int block = fromBlock; block < toBlock; block++) {
                for (int first = 0; first < k; first += MatrixProduct.DEPTH) {
                    int depth = Math.min(MatrixProduct.DEPTH, k - first);
                    part(block, first, depth, inputs, stride, tile);
                }
            }
        }

        private void part(int block, int first, int depth, float[] inputs, int stride, float[] tile) {
            long at = w.start(block, first);
            MemorySegment weights = w.memory();
            for (int row = 0; row < rows; row += FewRowKernel.ROWS) {
                int count = Math.min(FewRowKernel.ROWS, rows - row);
                int start = row * stride + first;
                if (count == 1) {
                    for (int c = 0; c < BLOCK; c += 4 * COUNT) {
                        FewRowKernel.one(inputs, start, weights, at + 4L * c, depth, tile, c);
                    }
                } else {
                    for (int c = 0; c < BLOCK; c += 2 * COUNT) {
                        FewRowKernel.four(inputs, start, stride, weights, at + 4L * c, depth, tile, c, BLOCK);
                    }
                }
                flush(tile, row, count, block * BLOCK, first == 0);
            }
        }

        private void flush(float[] tile, int row, int count, int column, boolean firstPart) {
            int width = Math.min(BLOCK, w.n() - column);
            for (int i = 0; i < count; i++) {
                int start = i * BLOCK;
                for (int j = 0; firstPart && bias != null && j < width; j++) {
                    tile[start + j] += bias[column + j];
                }
                long target = (long) (row + i) * w.n() + column;
                if (accumulate || !firstPart) {
                    Elements.add(tile, start, y, target, width);
                } else {
                    Elements.store(tile, start, y, target, width);
                }
            }
        }
    }
}
