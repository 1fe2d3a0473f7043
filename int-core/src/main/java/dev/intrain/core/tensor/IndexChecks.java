package dev.intrain.core.tensor;

import dev.intrain.api.tensor.Tensor;
import dev.intrain.api.tensor.check.Arguments;

/**
 * Whether what index tensors hold lies inside the tensors they index; types and shapes were checked before. On the host looking costs
 * next to nothing, and a wrong index would read or write other memory.
 */
final class IndexChecks {
    private IndexChecks() {}

    /** The numbers in an I32 tensor must be in {@code [0, bound)}. */
    static void within(String operation, String name, Tensor indices, long bound) {
        HostTensor host = HostTensor.of(indices);
        for (long i = 0; i < host.size(); i++) {
            int value = host.getInt(i);
            if (value < 0 || value >= bound) {
                throw new IllegalArgumentException(
                        operation + ": " + name + "[" + i + "] is " + value + ", which is not in [0, " + bound + ").");
            }
        }
    }

    /** Sequences follow each other from 0 to T, none longer than said. */
    static void sequences(String operation, Tensor cuSeqlens, int maxSeqlen, long tokens) {
        Arguments check = new Arguments(operation);
        HostTensor offsets = HostTensor.of(cuSeqlens);
        long last = offsets.size() - 1;
        check.require(offsets.getInt(0) == 0 && offsets.getInt(last) == tokens, "cuSeqlens must run from 0 to T");
        for (long s = 0; s < last; s++) {
            int length = offsets.getInt(s + 1) - offsets.getInt(s);
            check.require(
                    length >= 0 && length <= maxSeqlen, "a sequence is longer than maxSeqlen or of negative length");
        }
    }

    /** Every block a row will touch exists: the last when writing, all up to its position when reading. */
    static void cached(
            String operation, Tensor cache, Tensor blockTable, Tensor slots, Tensor positions, boolean readsFromStart) {
        long maxBlocks = blockTable.dim(1);
        within(operation, "slots", slots, blockTable.dim(0));
        within(operation, "positions", positions, maxBlocks * cache.dim(1));
        HostTensor table = HostTensor.of(blockTable);
        for (long row = 0; row < slots.size(); row++) {
            long last = HostTensor.of(positions).getInt(row) / cache.dim(1);
            long start = HostTensor.of(slots).getInt(row) * maxBlocks;
            Tensor touched = table.view(start + (readsFromStart ? 0 : last), readsFromStart ? last + 1 : 1);
            within(operation, "blockTable", touched, cache.dim(0));
        }
    }

    /** Every running row's log has room for one more token. */
    static void room(Tensor count, Tensor finished, long length) {
        Arguments check = new Arguments("advance");
        for (long i = 0; i < count.size(); i++) {
            int used = HostTensor.of(count).getInt(i);
            boolean room = used >= 0 && used < length;
            check.require(room || HostTensor.of(finished).getInt(i) != 0, "the token log of a row is full");
        }
    }
}
