package dev.intrain.core.tensor;

import dev.intrain.api.IntrainException;
import dev.intrain.api.tensor.DType;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Allocates native tensors and keeps account of those still open. */
final class HostMemory {
    private static final int NAMED_IN_ERRORS = 8;

    private final Set<HostStorage> open = Collections.synchronizedSet(new LinkedHashSet<>());

    HostTensor allocate(DType dtype, long[] shape) {
        String description = dtype + Arrays.toString(shape);
        long bytes = Math.multiplyExact(HostTensor.sizeOf(shape), (long) dtype.bytes());
        try {
            HostStorage storage = new HostStorage(this, bytes, description);
            open.add(storage);
            return new HostTensor(storage, dtype, 0, shape, false);
        } catch (OutOfMemoryError e) {
            throw new IntrainException(
                    "Not enough native memory for a tensor " + description + " of " + bytes + " bytes beside "
                            + allocatedBytes()
                            + " bytes in use; lower the batch or model size, or give the machine or container more"
                            + " memory.",
                    e);
        }
    }

    long allocatedBytes() {
        synchronized (open) {
            return open.stream().mapToLong(HostStorage::bytes).sum();
        }
    }

    void closed(HostStorage storage) {
        open.remove(storage);
    }

    void requireEmpty(String backend) {
        synchronized (open) {
            if (!open.isEmpty()) {
                String named = open.stream()
                        .limit(NAMED_IN_ERRORS)
                        .map(HostStorage::toString)
                        .collect(Collectors.joining(", "));
                throw new IllegalStateException("Backend " + backend + " is closed while " + open.size()
                        + " of its tensors are open: " + named + (open.size() > NAMED_IN_ERRORS ? ", ..." : "") + ".");
            }
        }
    }
}
