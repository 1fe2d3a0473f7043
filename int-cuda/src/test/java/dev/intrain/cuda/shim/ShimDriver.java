package dev.intrain.cuda.shim;

import dev.intrain.cuda.device.Device;
import dev.intrain.cuda.device.Driver;
import dev.intrain.cuda.device.Launch;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A driver whose device is the host: launches run at once through the shim, in one order of threads. Checks at {@link #free} that nothing
 * was written outside of memory, and fills recycled memory with NaN.
 */
@SuppressWarnings("restricted") // Device addresses are the host's.
public final class ShimDriver implements Driver {
    private static final byte NAN_BYTE = -1;

    private final Shim shim;
    private final Shim.Order order;
    private final int version;
    private final Set<Long> open = new HashSet<>();
    private @Nullable List<Runnable> recording;

    public ShimDriver(Shim shim, Shim.Order order) {
        this(shim, order, 0);
    }

    /** @param version the driver's, as it counts */
    public ShimDriver(Shim shim, Shim.Order order, int version) {
        this.shim = shim;
        this.order = order;
        this.version = version;
    }

    @Override
    public Device device() {
        return new Device("host", 80, version, 1L << 30, 1);
    }

    @Override
    public long allocate(long bytes) {
        requireNoRecording("allocate");
        long address = shim.allocate(bytes);
        open.add(address);
        return address;
    }

    @Override
    public void free(long address) {
        requireNoRecording("free");
        if (!open.remove(address)) {
            throw new IllegalStateException("freed what was not allocated");
        }
        if (!shim.free(address)) {
            throw new IllegalStateException("a kernel wrote outside of its memory");
        }
    }

    @Override
    public void recycled(long address, long bytes) {
        run(() -> memory(address, bytes).fill(NAN_BYTE));
    }

    @Override
    public void copyIn(long to, MemorySegment from) {
        requireNoRecording("copy from the host");
        memory(to, from.byteSize()).copyFrom(from);
    }

    @Override
    public void copyOut(MemorySegment to, long from) {
        requireNoRecording("copy to the host");
        to.copyFrom(memory(from, to.byteSize()));
    }

    @Override
    public void copy(long to, long from, long bytes) {
        run(() -> memory(to, bytes).copyFrom(memory(from, bytes)));
    }

    @Override
    public void zero(long address, long bytes) {
        run(() -> memory(address, bytes).fill((byte) 0));
    }

    @Override
    public void launch(Launch launch) {
        run(() -> {
            shim.order(order, 1);
            shim.launch(launch);
        });
    }

    private void run(Runnable work) {
        if (recording == null) {
            work.run();
        } else {
            recording.add(work);
        }
    }

    @Override
    public void synchronize() {
        requireNoRecording("wait");
    }

    @Override
    public long stream() {
        return 0;
    }

    @Override
    public Graph capture(Runnable work) {
        List<Runnable> recorded = new ArrayList<>();
        recording = recorded;
        try {
            work.run();
        } finally {
            recording = null;
        }
        return new Graph() {
            @Override
            public void launch() {
                recorded.forEach(Runnable::run);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public long mark() {
        return System.nanoTime();
    }

    @Override
    public float milliseconds(long start, long end) {
        return (end - start) * 1e-6f;
    }

    @Override
    public void close() {
        if (!open.isEmpty()) {
            throw new IllegalStateException(open.size() + " allocations were never freed");
        }
    }

    private void requireNoRecording(String what) {
        if (recording != null) {
            throw new IllegalStateException("a recording cannot " + what);
        }
    }

    private static MemorySegment memory(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }
}
