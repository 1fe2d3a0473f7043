package dev.intrain.core.tensor.cpu;

import dev.intrain.api.tensor.DType;
import dev.intrain.core.tensor.cpu.DnnlProduct.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Large products in F32 by oneDNN, several in one operation, whose right sides all threads pack together and then share.
 *
 * <p>Threads take few rows at a time, which costs no packing of the right side, so that they end together. Blocks of depth and their order are
 * {@link MatrixProduct}'s, hence its bits. Rows that make no sixteen are left to that class.
 */
final class DnnlShared {
    private static final int UNIT = 16;
    private static final int FEWEST_ROWS = 256;
    private static final int LEAST_EXTENT = 32;
    private static final int COLUMNS = 4096;
    private static final int TASKS_PER_THREAD = 4;
    private static final int LEAST_SHARE = 64;
    private static final int MOST_SHARE = 256;
    /** Right sides packed at once. */
    private static final long MOST_BYTES = 16L << 20;

    private static final int ALIGNMENT = 64;

    private final Workers workers;
    private final boolean available = Dnnl.packsFloat32();
    private MemorySegment packed = MemorySegment.NULL;

    DnnlShared(Workers workers) {
        this.workers = workers;
    }

    /** @return whether these products are worth it */
    boolean takes(List<Product> products) {
        long bytes = 0;
        boolean takes = available;
        for (Product p : products) {
            // Gradients of weights have few rows, and no right side worth sharing.
            boolean types = p.a().dtype() == DType.F32 && p.b().dtype() == DType.F32 && !p.a().transposed();
            boolean biasFirst = p.c().bias() != null && p.c().accumulate();
            takes = takes && types && !biasFirst && p.m() >= FEWEST_ROWS && Math.min(p.n(), p.k()) >= LEAST_EXTENT;
            bytes += PackedWeights.bytes(DType.F32, p.n(), p.k());
        }
        return takes && bytes <= MOST_BYTES;
    }

    /** @return how many of its first rows are computed here */
    static int rows(Product product) {
        return product.m() - product.m() % UNIT;
    }

    /**
     * Computes the first {@link #rows} of each product.
     *
     * @param sum whether all have the same C, to which one is added after the other
     */
    void multiply(List<Product> products, boolean sum) {
        List<RightSide> sides = sides(products);
        pack(sides);
        int all = 0;
        for (Product p : products) {
            all += rows(p);
        }
        int rowsToShare = sum ? rows(products.getFirst()) : all;
        int share =
                Math.clamp(rowsToShare / (workers.threads() * TASKS_PER_THREAD), LEAST_SHARE, MOST_SHARE) / UNIT * UNIT;
        int tasks = 0;
        for (Product p : sum ? products.subList(0, 1) : products) {
            tasks += shares(p, share);
        }
        workers.run(tasks, (task, scratch) -> {
            int member = 0;
            int index = task;
            while (index >= shares(products.get(member), share)) {
                index -= shares(products.get(member++), share);
            }
            int last = sum ? products.size() - 1 : member;
            for (; member <= last; member++) {
                Product p = products.get(member);
                int row = index * share;
                part(p, sides.get(member).to(), row, Math.min(share, rows(p) - row), scratch);
            }
        });
    }

    private static int shares(Product product, int share) {
        return (rows(product) + share - 1) / share;
    }

    private List<RightSide> sides(List<Product> products) {
        long bytes = 0;
        for (Product p : products) {
            bytes += PackedWeights.bytes(DType.F32, p.n(), p.k());
        }
        if (packed.byteSize() < bytes) {
            packed = Arena.ofAuto().allocate(bytes, ALIGNMENT);
        }
        List<RightSide> sides = new ArrayList<>(products.size());
        long at = 0;
        for (Product p : products) {
            sides.add(new RightSide(p.b(), new PackedWeights(packed.asSlice(at), DType.F32, p.n(), p.k())));
            at += PackedWeights.bytes(DType.F32, p.n(), p.k());
        }
        return sides;
    }

    private void pack(List<RightSide> sides) {
        int parts = 0;
        for (RightSide side : sides) {
            parts += side.parts();
        }
        workers.run(parts, (task, scratch) -> {
            int member = 0;
            int index = task;
            while (index >= sides.get(member).parts()) {
                index -= sides.get(member++).parts();
            }
            sides.get(member).pack(index, scratch);
        });
    }

    private static void part(Product p, PackedWeights right, int row, int rows, Scratch scratch) {
        Dnnl.oneThread();
        MatrixProduct.Target c = p.c();
        for (int column = 0; column < p.n(); column += COLUMNS) {
            int columns = Math.min(COLUMNS, p.n() - column);
            MemorySegment to = c.memory().asSlice((row * c.stride() + column) * Float.BYTES);
            for (int depth = 0; depth < p.k(); depth += MatrixProduct.DEPTH) {
                Shape shape = new Shape(
                        Dnnl.F32,
                        rows,
                        columns,
                        Math.min(MatrixProduct.DEPTH, p.k() - depth),
                        p.a().rowStride(),
                        p.a().columnStride(),
                        DnnlProduct.PACKED,
                        DnnlProduct.PACKED,
                        c.stride(),
                        c.accumulate() || depth > 0);
                MemorySegment b = right.memory().asSlice(right.start(column / PackedWeights.BLOCK, depth));
                scratch.compiled().of(shape).run(p.a().from(row, depth), b, to);
                float[] bias = c.bias();
                for (int i = 0; depth == 0 && bias != null && i < rows; i++) {
                    Elements.add(bias, column, to, i * c.stride(), columns);
                }
            }
        }
    }
}
