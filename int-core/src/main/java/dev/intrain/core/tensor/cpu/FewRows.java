package dev.intrain.core.tensor.cpu;

import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.tensor.HostStorage;
import dev.intrain.core.tensor.HostTensor;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * y [m,n] (+)= x [m,k] W^T (+ bias [n]) for few rows, and several such maps of the same rows: the linear maps of generation, bound by
 * reading W.
 *
 * <p>W is packed once and kept until it changes. A single row in BF16 is computed here, more by oneDNN from the same packed
 * weights; without oneDNN there is nothing here for F32. A row's bits are those of {@link MatrixProduct}: depth is cut into the same blocks,
 * and each block's sum is added to memory the same way.
 */
final class FewRows {
    /** Above this many rows our own kernels are slower than {@link MatrixProduct}'s. */
    static final int MOST = 48;

    /** Above this many rows oneDNN packs as fast by itself. */
    static final int MOST_PACKED = 512;

    /** Above this many rows weights of F32 are packed only when met again unchanged, as in generation: training changes them each time. */
    private static final int MOST_AT_ONCE = 64;

    private static final int X_PADDING = 16;
    private static final int RUNS_PER_THREAD = 8;
    private static final long WORTH_SHARING = 1 << 15;

    private final Workers workers;
    private final @Nullable DnnlPacked dnnl;
    private final WeightMemory memory = new WeightMemory();
    private final Map<HostStorage, Kept> kept = new WeakHashMap<>();
    private WeakReference<WeightGroup> last = new WeakReference<>(null);
    private float[] inputs = new float[0];

    /** A packed matrix, if there is one yet, the state of its tensor it was made from, and that in which the tensor was met last. */
    private static final class Kept {
        private @Nullable PackedWeights weights;
        private @Nullable WeightGroup startsGroup;
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

    /** @return whether this class computes all those products in one operation */
    boolean takesTogether(long rows, List<Tensor> weights) {
        DType dtype = weights.getFirst().dtype();
        boolean all = rows <= MOST_AT_ONCE;
        for (Tensor w : weights) {
            all = all && w.dtype() == dtype && takes(rows, w, false);
        }
        return all;
    }

    private boolean metAgain(HostStorage storage) {
        Kept found = kept.computeIfAbsent(storage, key -> new Kept());
        boolean again = found.met == storage.version();
        found.met = storage.version();
        return again;
    }

    /**
     * Multiplies by each of some weights which this class takes.
     *
     * @param weights of one type and depth
     * @param targets where each product goes; all with a bias onto what is there, or none
     */
    void multiply(Tensor x, List<Tensor> weights, List<MatrixProduct.Target> targets) {
        int rows = (int) x.dim(0);
        if (rows == 0) {
            return;
        }
        WeightGroup group = group(weights);
        if (rows <= MOST_AT_ONCE) {
            follow(group);
        }
        MemorySegment from = HostTensor.of(x).segment();
        MatrixProduct.Target first = targets.getFirst();
        if (dnnl != null && dnnl.takes(rows, group) && (first.bias() == null || !first.accumulate())) {
            dnnl.multiply(from, rows, group, targets);
        } else {
            multiply(from, rows, group, targets);
        }
    }

    private void multiply(MemorySegment x, int rows, WeightGroup group, List<MatrixProduct.Target> targets) {
        int k = group.member(0).k();
        int stride = k + X_PADDING;
        int padded = (rows + FewRowKernel.ROWS - 1) / FewRowKernel.ROWS * FewRowKernel.ROWS;
        if (inputs.length < padded * stride) {
            inputs = new float[padded * stride];
        }
        for (int row = 0; row < rows; row++) {
            Elements.load(x, (long) row * k, inputs, row * stride, k);
            Elements.round(inputs, row * stride, k);
        }
        float[] rounded = inputs;
        WeightGroup.Run run = (member, fromBlock, toBlock, scratch) -> new FewRowProduct(
                        rounded, stride, rows, group.member(member), targets.get(member))
                .run(fromBlock, toBlock, scratch);
        if (group.work() < WORTH_SHARING) {
            group.alone(workers, run);
        } else {
            group.share(workers, RUNS_PER_THREAD, 1, run);
        }
    }

    /** Lets idle threads read what came after this group the last time. */
    private void follow(WeightGroup group) {
        WeightGroup before = last.get();
        if (before != group) {
            if (before != null) {
                before.next(group);
            }
            last = new WeakReference<>(group);
        }
        if (workers.threads() > 1) {
            workers.whenIdle(new ReadAhead(group, workers.threads()));
        }
    }

    private WeightGroup group(List<Tensor> weights) {
        List<PackedWeights> members = new ArrayList<>(weights.size());
        for (Tensor w : weights) {
            members.add(packed(w));
        }
        Kept first = kept.get(HostTensor.of(weights.getFirst()).storage());
        if (first == null) {
            throw new IllegalStateException("packed weights are not kept");
        }
        WeightGroup group = first.startsGroup;
        if (group == null || !group.consistsOf(members)) {
            group = new WeightGroup(members);
            first.startsGroup = group;
        }
        return group;
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
}
