package dev.intrain.core.tensor.cpu;

import java.lang.ref.WeakReference;
import java.util.List;

/**
 * Packed matrices that multiply the same rows in one operation. Their blocks of outputs, those of one matrix after those of the other, are
 * cut into runs, which threads share out: so a small matrix costs no beginning and end of its own.
 *
 * <p>Knows which group was multiplied after it the last time, for {@link ReadAhead}.
 */
final class WeightGroup {
    private static final int MOST_BLOCKS = 8;

    private final List<PackedWeights> members;
    private final int blocks;
    private final long work;
    private WeakReference<WeightGroup> next = new WeakReference<>(null);

    WeightGroup(List<PackedWeights> members) {
        this.members = members;
        int sum = 0;
        long multiplyAdds = 0;
        for (PackedWeights w : members) {
            sum += w.blocks();
            multiplyAdds += (long) w.n() * w.k();
        }
        blocks = sum;
        work = multiplyAdds;
    }

    PackedWeights member(int index) {
        return members.get(index);
    }

    /** @return whether these are the matrices */
    @SuppressWarnings("ReferenceEquality") // The very memory is meant.
    boolean consistsOf(List<PackedWeights> matrices) {
        boolean same = members.size() == matrices.size();
        for (int i = 0; same && i < members.size(); i++) {
            same = members.get(i) == matrices.get(i);
        }
        return same;
    }

    /** @return blocks of outputs in all matrices */
    int blocks() {
        return blocks;
    }

    /** @return multiply-adds for each row */
    long work() {
        return work;
    }

    /** @return what came next the last time, weakly: it may be gone with its model */
    WeakReference<WeightGroup> next() {
        return next;
    }

    void next(WeightGroup group) {
        if (next.get() != group) {
            next = new WeakReference<>(group);
        }
    }

    /** Some blocks of one matrix. */
    interface Run {
        void compute(int member, int fromBlock, int toBlock, Scratch scratch);
    }

    /**
     * Shares all blocks out.
     *
     * @param runs how many each thread should have to take, so that threads end together
     * @param fewest blocks in a run, unless a matrix has less
     */
    void share(Workers workers, int runs, int fewest, Run run) {
        int length = Math.clamp(blocks / (workers.threads() * runs), fewest, Math.max(fewest, MOST_BLOCKS));
        int count = 0;
        for (PackedWeights w : members) {
            count += runs(w, length);
        }
        workers.run(count, (task, scratch) -> {
            int member = 0;
            int index = task;
            while (index >= runs(members.get(member), length)) {
                index -= runs(members.get(member++), length);
            }
            int from = index * length;
            run.compute(member, from, Math.min(members.get(member).blocks(), from + length), scratch);
        });
    }

    /** Computes all blocks on the calling thread: what is too little to be shared. */
    void alone(Workers workers, Run run) {
        for (int member = 0; member < members.size(); member++) {
            run.compute(member, 0, members.get(member).blocks(), workers.own());
        }
    }

    private static int runs(PackedWeights w, int length) {
        return (w.blocks() + length - 1) / length;
    }
}
