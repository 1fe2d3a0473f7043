package dev.intrain.core.tensor.cpu;

import dev.intrain.api.tensor.DType;
import dev.intrain.core.tensor.cpu.DnnlProduct.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Products with {@link PackedWeights} by oneDNN, which reads them where they are. Few rows: threads divide the columns of all matrices in
 * the group, so that each weight is read once; many rows: they divide the rows.
 *
 * <p>Rows are filled up to 2, 4, or a multiple of 8 or 16 with what happens to be there, which keeps the number of compiled shapes small and
 * changes no other row; a row alone would have another order of additions. Blocks of depth and their order are {@link MatrixProduct}'s, hence
 * its bits.
 */
final class DnnlPacked {
    /** A row alone is faster by {@link FewRowKernel}. */
    private static final int FEWEST_NARROW_ROWS = 2;

    private static final int PAIR = 2;
    private static final int UNIT = 8;
    private static final int MANY_ROWS = 64;
    private static final int UNIT_OF_MANY = 16;
    private static final int ROWS = 256;
    private static final int COLUMNS = 512;
    private static final long WORTH_CALLING = 1 << 18;
    private static final int LEAST_EXTENT = 32;
    private static final int RUNS_PER_THREAD = 4;
    private static final int FEWEST_BLOCKS = 2;
    private static final int ALIGNMENT = 64;

    private final Workers workers;
    private final boolean bfloat16 = Dnnl.multipliesBfloat16();
    private final boolean float32 = Dnnl.packsFloat32();
    private MemorySegment inputs = MemorySegment.NULL;

    DnnlPacked(Workers workers) {
        this.workers = workers;
    }

    /** @return whether weights of that type and size are worth packing for this class alone */
    boolean packs(DType dtype, long n, long k) {
        return dtype == DType.F32 ? float32 && Math.min(n, k) >= LEAST_EXTENT : bfloat16;
    }

    /** @return whether those products are worth the call */
    boolean takes(int rows, WeightGroup group) {
        DType dtype = group.member(0).dtype();
        boolean worthCalling = dtype == DType.F32
                || rows > FewRows.MOST
                || rows >= FEWEST_NARROW_ROWS && rows * group.work() >= WORTH_CALLING;
        return worthCalling && (dtype == DType.F32 ? float32 : bfloat16);
    }

    /**
     * Multiplies.
     *
     * @param x [rows,k] F32, rounded to BF16 first where weights are
     * @param group of one type and depth
     * @param targets [rows,n] each; not accumulated with a bias
     */
    void multiply(MemorySegment x, int rows, WeightGroup group, List<MatrixProduct.Target> targets) {
        if (rows > MANY_ROWS) {
            for (int member = 0; member < targets.size(); member++) {
                many(x, rows, new Product(group.member(member), targets.get(member)));
            }
            return;
        }
        PackedWeights first = group.member(0);
        int padded = padded(rows);
        long bytes = (long) padded * first.k() * first.dtype().bytes();
        if (inputs.byteSize() < bytes) {
            inputs = Arena.ofAuto().allocate(bytes, ALIGNMENT);
        }
        // Once for all columns, by the calling thread: it is little, and the others read weights ahead meanwhile.
        MemorySegment ready = inputs(x, 0, rows, padded, first, inputs);
        group.share(workers, RUNS_PER_THREAD, FEWEST_BLOCKS, (member, fromBlock, toBlock, scratch) -> {
            PackedWeights w = group.member(member);
            int from = fromBlock * PackedWeights.BLOCK;
            int columns = Math.min(w.n(), toBlock * PackedWeights.BLOCK) - from;
            MemorySegment out = scratch.bytes(outBytes(rows, padded, columns));
            new Product(w, targets.get(member)).part(ready, 0, rows, padded, from, columns, out, scratch);
        });
    }

    private void many(MemorySegment x, int rows, Product product) {
        PackedWeights w = product.w;
        int waves = (rows + ROWS * workers.threads() - 1) / (ROWS * workers.threads());
        int chunk = padded((rows + waves * workers.threads() - 1) / (waves * workers.threads()));
        workers.run((rows + chunk - 1) / chunk, (task, scratch) -> {
            int row = task * chunk;
            int count = Math.min(chunk, rows - row);
            int padded = padded(count);
            long outBytes = outBytes(count, padded, COLUMNS);
            MemorySegment out =
                    scratch.bytes(outBytes + (long) padded * w.k() * w.dtype().bytes());
            MemorySegment ready = inputs(x, row, count, padded, w, out.asSlice(outBytes));
            for (int column = 0; column < w.n(); column += COLUMNS) {
                int columns = Math.min(COLUMNS, w.n() - column);
                product.part(ready, row, count, padded, column, columns, out, scratch);
            }
        });
    }

    private static int padded(int rows) {
        int unit = rows <= PAIR ? PAIR : rows <= UNIT / 2 ? UNIT / 2 : rows <= MANY_ROWS ? UNIT : UNIT_OF_MANY;
        return (rows + unit - 1) / unit * unit;
    }

    /** oneDNN would write the rows that fill up, so with those its output is not y. */
    private static long outBytes(int rows, int padded, int columns) {
        return padded == rows ? 0 : (long) padded * columns * Float.BYTES;
    }

    /** Rows as oneDNN may read them, all that fill up too; x itself where it may. */
    private static MemorySegment inputs(
            MemorySegment x, int row, int rows, int padded, PackedWeights w, MemorySegment room) {
        long first = (long) row * w.k();
        if (w.dtype() == DType.F32) {
            if (padded == rows) {
                return x.asSlice(first * Float.BYTES);
            }
            move(x, first, room, 0, rows * w.k());
            return room;
        }
        Elements.narrow(x, first, room, 0, rows * w.k());
        return room;
    }

    private static void move(MemorySegment from, long first, MemorySegment to, long target, int count) {
        MemorySegment.copy(from, first * Float.BYTES, to, target * Float.BYTES, (long) count * Float.BYTES);
    }

    private record Product(PackedWeights w, MatrixProduct.Target y) {
        /** Some columns of some rows of y, from those rows of inputs. */
        void part(
                MemorySegment inputs,
                int row,
                int rows,
                int padded,
                int column,
                int columns,
                MemorySegment out,
                Scratch scratch) {
            Dnnl.oneThread();
            if (padded == rows) {
                long first = row * y.stride() + column;
                sums(inputs, rows, column, columns, y.memory(), first, y.stride(), scratch);
                return;
            }
            for (int i = 0; y.accumulate() && i < rows; i++) {
                move(y.memory(), (row + i) * y.stride() + column, out, (long) i * columns, columns);
            }
            sums(inputs, padded, column, columns, out, 0, columns, scratch);
            for (int i = 0; i < rows; i++) {
                move(out, (long) i * columns, y.memory(), (row + i) * y.stride() + column, columns);
            }
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
