package dev.intrain.core.tensor.cpu;

import dev.intrain.api.tensor.DType;
import dev.intrain.core.tensor.cpu.DnnlProduct.Shape;
import java.lang.foreign.MemorySegment;

/**
 * Products with {@link PackedWeights} by oneDNN, which reads them where they are. Few rows: threads divide the columns, so that each reads
 * its part of the weights once; many rows: they divide the rows.
 *
 * <p>Rows are filled up to 2, 4, or a multiple of 8 or 16 with what happens to be there, which keeps the number of compiled shapes small and
 * changes no other row; a row alone would have another order of additions. Blocks of depth and their order are {@link MatrixProduct}'s, hence
 * its bits.
 */
final class DnnlPacked {
    /** Fewer rows in BF16 are faster by {@link FewRowKernel}. */
    private static final int FEWEST_NARROW_ROWS = 5;

    private static final int PAIR = 2;
    private static final int UNIT = 8;
    private static final int MANY_ROWS = 64;
    private static final int UNIT_OF_MANY = 16;
    private static final int ROWS = 256;
    private static final int COLUMNS = 512;
    private static final int COLUMNS_OF_FEW = 4096;
    private static final long WORTH_CALLING = 1 << 18;
    private static final int LEAST_EXTENT = 32;

    private final Workers workers;
    private final boolean bfloat16 = Dnnl.multipliesBfloat16();
    private final boolean float32 = Dnnl.packsFloat32();

    DnnlPacked(Workers workers) {
        this.workers = workers;
    }

    /** @return whether weights of that type and size are worth packing for this class alone */
    boolean packs(DType dtype, long n, long k) {
        return dtype == DType.F32 ? float32 && Math.min(n, k) >= LEAST_EXTENT : bfloat16;
    }

    /** @return whether that product is worth the call */
    boolean takes(int rows, PackedWeights w) {
        boolean worthCalling = w.dtype() == DType.F32
                || rows > FewRows.MOST
                || rows >= FEWEST_NARROW_ROWS && (long) rows * w.n() * w.k() >= WORTH_CALLING;
        return worthCalling && packs(w.dtype(), w.n(), w.k());
    }

    /**
     * Multiplies.
     *
     * @param x [rows,k] F32, rounded to BF16 first where weights are
     * @param y [rows,n]; not accumulated with a bias
     */
    void multiply(MemorySegment x, int rows, PackedWeights w, MatrixProduct.Target y) {
        Product product = new Product(x, w, y);
        if (rows <= MANY_ROWS) {
            int blocks = w.blocks();
            int tasks = Math.min(workers.threads(), blocks);
            workers.run(tasks, (task, scratch) -> {
                int from = (int) ((long) task * blocks / tasks) * PackedWeights.BLOCK;
                int to = (int) ((task + 1L) * blocks / tasks) * PackedWeights.BLOCK;
                product.part(0, rows, from, Math.min(w.n(), to), scratch);
            });
            return;
        }
        int waves = (rows + ROWS * workers.threads() - 1) / (ROWS * workers.threads());
        int chunk = padded((rows + waves * workers.threads() - 1) / (waves * workers.threads()));
        workers.run((rows + chunk - 1) / chunk, (task, scratch) -> {
            int row = task * chunk;
            product.part(row, Math.min(chunk, rows - row), 0, w.n(), scratch);
        });
    }

    private static int padded(int rows) {
        int unit = rows <= PAIR ? PAIR : rows <= UNIT / 2 ? UNIT / 2 : rows <= MANY_ROWS ? UNIT : UNIT_OF_MANY;
        return (rows + unit - 1) / unit * unit;
    }

    private record Product(MemorySegment x, PackedWeights w, MatrixProduct.Target y) {
        void part(int row, int rows, int fromColumn, int toColumn, Scratch scratch) {
            Dnnl.oneThread();
            int padded = padded(rows);
            int most = rows <= MANY_ROWS ? COLUMNS_OF_FEW : COLUMNS;
            long outBytes = padded == rows ? 0 : (long) padded * most * Float.BYTES;
            MemorySegment out =
                    scratch.bytes(outBytes + (long) padded * w.k() * w.dtype().bytes());
            MemorySegment inputs = inputs(row, rows, padded, out.asSlice(outBytes));
            for (int column = fromColumn; column < toColumn; column += most) {
                int columns = Math.min(most, toColumn - column);
                if (padded == rows) {
                    long first = row * y.stride() + column;
                    sums(inputs, rows, column, columns, y.memory(), first, y.stride(), scratch);
                } else {
                    // oneDNN would write the rows that fill up, so its output is not y.
                    for (int i = 0; y.accumulate() && i < rows; i++) {
                        move(y.memory(), (row + i) * y.stride() + column, out, (long) i * columns, columns);
                    }
                    sums(inputs, padded, column, columns, out, 0, columns, scratch);
                    for (int i = 0; i < rows; i++) {
                        move(out, (long) i * columns, y.memory(), (row + i) * y.stride() + column, columns);
                    }
                }
            }
        }

        /** Rows as oneDNN may read them: all that fill up too, which come last in the scratch. */
        private MemorySegment inputs(int row, int rows, int padded, MemorySegment scratch) {
            long first = (long) row * w.k();
            if (w.dtype() == DType.F32) {
                if (padded == rows) {
                    return x.asSlice(first * Float.BYTES);
                }
                move(x, first, scratch, 0, rows * w.k());
                return scratch;
            }
            for (int i = 0; i < rows; i++) {
                Elements.narrow(x, first + (long) i * w.k(), scratch, (long) i * w.k(), w.k());
            }
            return scratch;
        }

        private static void move(MemorySegment from, long first, MemorySegment to, long target, int count) {
            MemorySegment.copy(from, first * Float.BYTES, to, target * Float.BYTES, (long) count * Float.BYTES);
        }

        private void sums(
                MemorySegment inputs,
                int rows,
                int column,
                int columns,
                MemorySegment to,
                long first,
                long stride,
                Scratch scratch) {
            MemorySegment sums = to.asSlice(first * Float.BYTES);
            for (int depth = 0; depth < w.k(); depth += MatrixProduct.DEPTH) {
                Shape shape = new Shape(
                        w.dtype() == DType.F32 ? Dnnl.F32 : Dnnl.BF16,
                        rows,
                        columns,
                        Math.min(MatrixProduct.DEPTH, w.k() - depth),
                        w.k(),
                        1,
                        DnnlProduct.PACKED,
                        DnnlProduct.PACKED,
                        stride,
                        y.accumulate() || depth > 0);
                MemorySegment weights = w.memory().asSlice(w.start(column / PackedWeights.BLOCK, depth));
                scratch.compiled()
                        .of(shape)
                        .run(inputs.asSlice((long) depth * w.dtype().bytes()), weights, sums);
                float[] bias = y.bias();
                for (int i = 0; depth == 0 && bias != null && i < rows; i++) {
                    Elements.add(bias, column, to, first + i * stride, columns);
                }
            }
        }
    }
}
