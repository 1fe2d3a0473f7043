package dev.intrain.cuda.shim;

import dev.intrain.cuda.device.Device;
import dev.intrain.cuda.device.Driver;
import dev.intrain.cuda.device.Launch;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Passes calls on and writes them down, a line each, as replay.cpp reads them. Graphs and times are not for it. */
public final class RecordingDriver implements Driver {
    private final Driver driver;
    private final List<String> lines = new ArrayList<>();
    private final TreeMap<Long, Integer> numbers = new TreeMap<>();
    private int allocations;

    public RecordingDriver(Driver driver) {
        this.driver = driver;
    }

    /** @return what was called so far */
    public List<String> lines() {
        return lines;
    }

    private String place(long address, String between) {
        Map.Entry<Long, Integer> block = Objects.requireNonNull(numbers.floorEntry(address));
        return block.getValue() + between + (address - block.getKey());
    }

    @Override
    public Device device() {
        return driver.device();
    }

    @Override
    public long allocate(long bytes) {
        long address = driver.allocate(bytes);
        numbers.put(address, ++allocations);
        lines.add("a " + allocations + " " + bytes);
        return address;
    }

    @Override
    public void free(long address) {
        lines.add("f " + numbers.remove(address));
        driver.free(address);
    }

    @Override
    public void recycled(long address, long bytes) {
        driver.recycled(address, bytes);
    }

    @Override
    public void copyIn(long to, MemorySegment from) {
        lines.add("w " + place(to, " ") + " " + HexFormat.of().formatHex(from.toArray(ValueLayout.JAVA_BYTE)));
        driver.copyIn(to, from);
    }

    @Override
    public void copyOut(MemorySegment to, long from) {
        driver.copyOut(to, from);
    }

    @Override
    public void copy(long to, long from, long bytes) {
        lines.add("c " + place(to, " ") + " " + place(from, " ") + " " + bytes);
        driver.copy(to, from, bytes);
    }

    @Override
    public void zero(long address, long bytes) {
        lines.add("z " + place(address, " ") + " " + bytes);
        driver.zero(address, bytes);
    }

    @Override
    public void launch(Launch launch) {
        StringBuilder line = new StringBuilder("l " + launch.kernel() + " " + launch.signature());
        line.append(" " + launch.gridX() + " " + launch.gridY() + " " + launch.gridZ());
        line.append(" " + launch.threads() + " " + launch.sharedBytes());
        ByteBuffer packed = launch.packed().order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < launch.signature().length(); i++) {
            line.append(' ').append(argument(launch, packed, i));
        }
        lines.add(line.toString());
        driver.launch(launch);
    }

    private String argument(Launch launch, ByteBuffer packed, int i) {
        int offset = launch.offset(i);
        boolean last = i + 1 == launch.signature().length();
        int length = switch (launch.signature().charAt(i)) {
            case 'i', 'f' -> Integer.BYTES;
            case 's' -> (last ? packed.limit() : launch.offset(i + 1)) - offset;
            default -> Long.BYTES;
        };
        if (launch.signature().charAt(i) == 'p') {
            long address = packed.getLong(offset);
            return address == 0 ? "null" : place(address, ":");
        }
        byte[] bytes = new byte[length];
        packed.get(offset, bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void synchronize() {
        driver.synchronize();
    }

    @Override
    public long stream() {
        return driver.stream();
    }

    /** replay.cpp runs plain calls one by one: it has no graphs, and no clock that would mean anything. */
    private static UnsupportedOperationException unrecorded() {
        return new UnsupportedOperationException("graphs and times are not written down for replay.cpp");
    }

    @Override
    public Graph capture(Runnable work) {
        throw unrecorded();
    }

    @Override
    public long mark() {
        throw unrecorded();
    }

    @Override
    public float milliseconds(long start, long end) {
        throw unrecorded();
    }

    @Override
    public void close() {
        driver.close();
    }
}
