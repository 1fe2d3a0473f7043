package dev.intrain.core.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;

/**
 * What threads do that have no share of the operations between two products: they read the weights that came next the last time, their own
 * part of them first, into their second cache. Without that memory would rest meanwhile, though generation is bound by reading weights.
 */
final class ReadAhead implements Workers.Idle {
    /** Half of a second cache: what follows has to leave some of it to the operations before the weights are used. */
    private static final int MOST = 512 << 10;

    /** In a moment: an operation may be waiting. */
    private static final int STEP = 4096;

    private static final int LINE = 64;

    private final Place[] places;

    /** @param group what is being multiplied now */
    ReadAhead(WeightGroup group, int threads) {
        places = new Place[threads - 1];
        for (int i = 0; i < places.length; i++) {
            places[i] = new Place(group.next(), i + 1, threads);
        }
    }

    @Override
    public boolean step(int thread) {
        return places[thread - 1].step();
    }

    /** How far one thread is. */
    private static final class Place {
        private final int thread;
        private final int threads;
        private WeakReference<WeightGroup> next;
        private int block;
        private int depth;
        private long at;
        private long read;
        /** What was read goes there, or the JIT would see that nobody wants it. */
        private final int[] kept = new int[1];

        Place(WeakReference<WeightGroup> next, int thread, int threads) {
            this.next = next;
            this.thread = thread;
            this.threads = threads;
        }

        boolean step() {
            WeightGroup group = next.get();
            if (group == null || group.blocks() == 0 || read >= MOST) {
                return false;
            }
            // A thread's own blocks are those from here on; the others' come after them.
            int index = (int) ((block + (long) thread * group.blocks() / threads) % group.blocks());
            int member = 0;
            while (index >= group.member(member).blocks()) {
                index -= group.member(member++).blocks();
            }
            PackedWeights w = group.member(member);
            long start = w.start(index, depth) + at;
            int size = (int) Math.min(STEP, w.start(index + 1, depth) - start);
            kept[0] ^= touch(w.memory(), start, size);
            at += size;
            read += size;
            if (start + size == w.start(index + 1, depth)) {
                at = 0;
                depth += MatrixProduct.DEPTH;
                if (depth >= w.k()) {
                    depth = 0;
                    block++;
                }
                if (block == group.blocks()) {
                    block = 0;
                    next = group.next();
                }
            }
            return true;
        }

        private static int touch(MemorySegment memory, long from, int bytes) {
            int all = 0;
            for (int i = 0; i < bytes; i += LINE) {
                all ^= memory.get(JAVA_INT_UNALIGNED, from + i);
            }
            return all;
        }
    }
}
