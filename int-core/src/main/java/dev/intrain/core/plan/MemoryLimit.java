package dev.intrain.core.plan;

import com.sun.management.OperatingSystemMXBean;
import dev.intrain.api.tensor.Backend;
import java.lang.management.ManagementFactory;

/**
 * How much memory tensors can have.
 *
 * @param where whose memory it is, as the subject of a sentence
 * @param totalBytes all of it
 * @param javaBytes the part that Java itself needs: its heap, code and stacks
 */
public record MemoryLimit(String where, long totalBytes, long javaBytes) {
    private static final long MIB = 1L << 20;
    /** Traces of a stage, plug-ins and the scratch of kernels; a larger -Xmx says what may be used, not what is. */
    private static final long MOST_HEAP = 2048 * MIB;

    private static final long OUTSIDE_HEAP = 256 * MIB;

    /**
     * The memory of the backend's device, or else of the machine. A container's limit counts, and so does a smaller heap.
     *
     * @param backend where the run is computed
     * @return its limit
     */
    public static MemoryLimit of(Backend backend) {
        if (backend.deviceBytes().isPresent()) {
            return new MemoryLimit(
                    "the device of backend " + backend.id(),
                    backend.deviceBytes().getAsLong(),
                    0);
        }
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long heap = Math.min(Runtime.getRuntime().maxMemory(), MOST_HEAP);
        return new MemoryLimit("this machine", system.getTotalMemorySize(), heap + OUTSIDE_HEAP);
    }

    /** @return what is left for tensors */
    public long bytes() {
        return Math.max(0, totalBytes - javaBytes);
    }
}
