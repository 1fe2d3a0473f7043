package dev.intrain.cuda.device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * One call of a kernel: its name, grid, block, dynamic shared memory and arguments in order.
 *
 * <p>Arguments are packed little-endian, each at a multiple of 8 bytes; {@link #signature} names their types, so that a driver can
 * compare them with what the kernel takes.
 */
public final class Launch {
    private static final int MOST_BYTES = 512;

    private final String kernel;
    private int x = 1;
    private int y = 1;
    private int z = 1;
    private int threads = 1;
    private int sharedBytes;
    private final StringBuilder signature = new StringBuilder();
    private final ByteBuffer packed = ByteBuffer.allocate(MOST_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private int[] offsets = new int[16];

    private Launch(String kernel) {
        this.kernel = kernel;
    }

    /**
     * @param kernel a kernel's name
     * @return a call of it with one thread and no arguments
     */
    public static Launch of(String kernel) {
        return new Launch(kernel);
    }

    /**
     * @param kernel a kernel's name
     * @param count how many elements
     * @return a call with a thread an element
     */
    public static Launch each(String kernel, long count) {
        return of(kernel).grid(ceilDiv(count, 256), 1, 1).threads(256);
    }

    /**
     * @param count how many
     * @param per in how large parts
     * @return number of parts
     */
    public static long ceilDiv(long count, long per) {
        return (count + per - 1) / per;
    }

    /** Blocks along x, y and z. */
    public Launch grid(long blocksX, long blocksY, long blocksZ) {
        if (blocksX > Integer.MAX_VALUE || blocksY > 65_535 || blocksZ > 65_535) {
            throw new IllegalArgumentException(
                    kernel + ": a grid of " + blocksX + " x " + blocksY + " x " + blocksZ + " blocks is too large.");
        }
        x = (int) blocksX;
        y = (int) blocksY;
        z = (int) blocksZ;
        return this;
    }

    /** Threads a block. */
    public Launch threads(int perBlock) {
        threads = perBlock;
        return this;
    }

    /** Bytes of dynamic shared memory a block. */
    public Launch shared(int bytes) {
        sharedBytes = bytes;
        return this;
    }

    /** Adds a pointer; 0 is null. */
    public Launch address(long value) {
        next('p');
        packed.putLong(value);
        return this;
    }

    /** Adds two pointers, to float32 and to bfloat16 numbers: the one that is not meant is null. */
    public Launch either(boolean bf16, long value) {
        return address(bf16 ? 0 : value).address(bf16 ? value : 0);
    }

    /** Adds a {@code long long}. */
    public Launch i64(long value) {
        next('l');
        packed.putLong(value);
        return this;
    }

    /** Adds an {@code int}. */
    public Launch i32(long value) {
        next('i');
        packed.putInt(Math.toIntExact(value));
        return this;
    }

    /** Adds an {@code int} that is 1 or 0. */
    public Launch flag(boolean value) {
        return i32(value ? 1 : 0);
    }

    /** Adds a {@code float}. */
    public Launch f32(float value) {
        next('f');
        packed.putFloat(value);
        return this;
    }

    /** Adds a {@code double}. */
    public Launch f64(double value) {
        next('d');
        packed.putDouble(value);
        return this;
    }

    /** Adds a struct of floats. */
    public Launch floats(float... values) {
        next('s');
        for (float value : values) {
            packed.putFloat(value);
        }
        return this;
    }

    private void next(char type) {
        int offset = (packed.position() + 7) / 8 * 8;
        packed.position(offset);
        if (signature.length() == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * offsets.length);
        }
        offsets[signature.length()] = offset;
        signature.append(type);
    }

    public String kernel() {
        return kernel;
    }

    /** @return whether there is nothing to do */
    public boolean empty() {
        return x == 0 || y == 0 || z == 0;
    }

    public int gridX() {
        return x;
    }

    public int gridY() {
        return y;
    }

    public int gridZ() {
        return z;
    }

    public int threads() {
        return threads;
    }

    public int sharedBytes() {
        return sharedBytes;
    }

    /** @return a letter an argument: p pointer, i and l integers of 32 and 64 bits, f float, d double, s struct of floats */
    public String signature() {
        return signature.toString();
    }

    /** @return the arguments' bytes */
    public ByteBuffer packed() {
        return packed.duplicate().order(ByteOrder.LITTLE_ENDIAN).flip();
    }

    /**
     * @param argument its number
     * @return where its bytes start
     */
    public int offset(int argument) {
        return offsets[argument];
    }

    @Override
    public String toString() {
        return kernel + "<<<" + x + " " + y + " " + z + ", " + threads + ", " + sharedBytes + ">>>(" + signature + ")";
    }
}
