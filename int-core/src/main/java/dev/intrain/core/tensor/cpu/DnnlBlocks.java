package dev.intrain.core.tensor.cpu;

import dev.intrain.api.tensor.DType;
import dev.intrain.core.tensor.cpu.DnnlProduct.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Matrix products by oneDNN, one of its calls per block of rows, columns and depth, each on one thread; our workers share the blocks out.
 *
 * <p>oneDNN adds a block of at most 512 steps of depth in one chain, so with the blocks of {@link MatrixProduct} an element has the bits our own
 * kernels give it. Rows that make no sixteen are left to those.
 */
final class DnnlBlocks {
    private static final int ROWS = 512;
    private static final int COLUMNS = 4096;
    private static final int UNIT = 16;
    private static final int COLUMN_UNIT = 64;
    private static final int FEWEST_ROWS = 32;
    private static final long WORTH_CALLING = 1 << 19;
    private static final int CONVERTED = 1 << 15;

    private final Workers workers;
    private final boolean bfloat16;
    private MemorySegment left = MemorySegment.NULL;
    private MemorySegment right = MemorySegment.NULL;

    DnnlBlocks(Workers workers) {
        this.workers = workers;
        this.bfloat16 = Dnnl.multipliesBfloat16();
    }

    /** Computes the first rows of the product, a multiple of 16 of them. @return how many; 0 if the call is not worth it */
    int multiply(Matrix a, Matrix b, MatrixProduct.Target c, int m, int n, int k, boolean narrow) {
        int rows = m - m % UNIT;
        boolean biasFirst = c.bias() != null && c.accumulate();
        if (rows < FEWEST_ROWS || k == 0 || biasFirst || (long) rows * n * k < WORTH_CALLING || narrow && !bfloat16) {
            return 0;
        }
        Matrix first = a;
        Matrix second = b;
        if (narrow && a.transposed() && a.dtype() == DType.F32) {
            left = reserve(left, (long) m * k);
            first = narrow(a, k, m, left);
        }
        if (narrow && b.dtype() == DType.F32) {
            right = reserve(right, (long) n * k);
            second = b.transposed() ? narrow(b, n, k, right) : narrow(b, k, n, right);
        }
        Product product = new Product(first, second, c, n, k, narrow);
        if (narrow && a.transposed() && m <= n && n >= COLUMN_UNIT * workers.threads()) {
            // A gradient of few rows: each of its calls packs the right side again.
            columns(product, rows);
        } else {
            rows(product, rows);
        }
        return rows;
    }

    private void rows(Product product, int rows) {
        int chunk = share(rows, ROWS, UNIT);
        workers.run((rows + chunk - 1) / chunk, (task, scratch) -> {
            int row = task * chunk;
            product.part(row, Math.min(chunk, rows - row), 0, product.n, scratch);
        });
    }

    private void columns(Product product, int rows) {
        int chunk = share(product.n, COLUMNS, COLUMN_UNIT);
        workers.run((product.n + chunk - 1) / chunk, (task, scratch) -> {
            int column = task * chunk;
            int end = Math.min(product.n, column + chunk);
            for (int row = 0; row < rows; row += ROWS) {
                product.part(row, Math.min(ROWS, rows - row), column, end, scratch);
            }
        });
    }

    /** How many each task takes: at most so many, a multiple of the unit, and as many tasks for one thread as for another. */
    private int share(int count, int most, int unit) {
        int waves = (count + most * workers.threads() - 1) / (most * workers.threads());
        int shares = waves * workers.threads();
        return ((count + shares - 1) / shares + unit - 1) / unit * unit;
    }

    private static MemorySegment reserve(MemorySegment buffer, long elements) {
        long bytes = elements * Short.BYTES;
        return buffer.byteSize() >= bytes ? buffer : Arena.ofAuto().allocate(bytes, 64);
    }

    /** The stored matrix, rounded into a buffer. */
    private Matrix narrow(Matrix from, int rows, int columns, MemorySegment into) {
        workers.ranges(rows, Math.max(1, CONVERTED / columns), (first, end, scratch) -> {
            for (int row = first; row < end; row++) {
                Elements.narrow(from.memory(), row * from.stride(), into, (long) row * columns, columns);
            }
        });
        return new Matrix(into, DType.BF16, columns, from.transposed());
    }

    private record Product(Matrix a, Matrix b, MatrixProduct.Target c, int n, int k, boolean narrow) {
        void part(int row, int rows, int fromColumn, int toColumn, Scratch scratch) {
            Dnnl.oneThread();
            Matrix left = a;
            int leftRow = row;
            if (narrow && a.dtype() == DType.F32) {
                MemorySegment rounded = scratch.bytes((long) rows * k * Short.BYTES);
                for (int i = 0; i < rows; i++) {
                    Elements.narrow(a.memory(), (row + i) * a.stride(), rounded, (long) i * k, k);
                }
                left = new Matrix(rounded, DType.BF16, k, false);
                leftRow = 0;
            }
            for (int column = fromColumn; column < toColumn; column += COLUMNS) {
                int columns = Math.min(COLUMNS, toColumn - column);
                for (int depth = 0; depth < k; depth += MatrixProduct.DEPTH) {
                    int steps = Math.min(MatrixProduct.DEPTH, k - depth);
                    call(left, leftRow, depth, column, row, rows, columns, steps, scratch);
                    if (depth == 0 && c.bias() != null) {
                        addBias(c.bias(), row, rows, column, columns);
                    }
                }
            }
        }

        private void call(
                Matrix left, int leftRow, int depth, int column, int row, int rows, int columns, int steps, Scratch s) {
            Shape shape = new Shape(
                    left.dtype() == DType.F32 ? Dnnl.F32 : Dnnl.BF16,
                    rows,
                    columns,
                    steps,
                    left.rowStride(),
                    left.columnStride(),
                    b.rowStride(),
                    b.columnStride(),
                    c.stride(),
                    c.accumulate() || depth > 0);
            MemorySegment to = c.memory().asSlice((row * c.stride() + column) * Float.BYTES);
            s.compiled().of(shape).run(left.from(leftRow, depth), b.from(depth, column), to);
        }

        private void addBias(float[] bias, int row, int rows, int column, int columns) {
            for (int i = row; i < row + rows; i++) {
                Elements.add(bias, column, c.memory(), i * c.stride() + column, columns);
            }
        }
    }
}
