package dev.intrain.core.tensor.cpu;

import static dev.intrain.core.tensor.cpu.MicroKernel.COLUMNS;
import static dev.intrain.core.tensor.cpu.MicroKernel.ROWS;

import dev.intrain.api.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * C [m,n] (+)= A [m,k] B [k,n] (+ bias [n]): all of a model's linear maps, their gradients and the logits.
 *
 * <p>Depth is cut into blocks of 512; an element is the sum of its blocks' sums in rising order, so its bits depend on its row of A, its
 * column of B and k alone. In BF16 a pair of steps adds its second product first, as the processors' own instruction does. Large products
 * go to oneDNN where it is there, with the same bits; here, B is packed once, a slab of columns at a time, by all threads; then tasks of rows by columns are shared out.
 * After Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", TOMS 2008.
 */
final class MatrixProduct {
    /** Steps of depth between roundings to memory: the most that oneDNN adds in one chain whatever the depth. */
    static final int DEPTH = 512;

    private static final int BLOCK_ROWS = 16 * ROWS;
    private static final int BY_ROWS_STRIDE = DEPTH + 16;
    private static final int BY_DEPTH_STRIDE = BLOCK_ROWS + 16;
    private static final int SLAB_FLOATS = 1 << 22;
    private static final int A_SLOT = 1;
    private static final int TASKS_PER_THREAD = 3;
    /** Below this many multiply-adds a second thread costs more than it saves. */
    private static final long WORTH_SHARING = 1 << 17;

    private final Workers workers;
    private final @Nullable DnnlBlocks dnnl;
    private final @Nullable DnnlShared shared;
    private float[] packed = new float[0];

    /** @param dnnl computes what is large enough for it; null for none */
    MatrixProduct(Workers workers, @Nullable DnnlBlocks dnnl) {
        this.workers = workers;
        this.dnnl = dnnl;
        this.shared = dnnl == null ? null : new DnnlShared(workers);
    }

    /** @return whether large products go to oneDNN */
    boolean hasOneDnn() {
        return dnnl != null;
    }

    /** What becomes of the product: stored, or added to what is there, with a bias or without. */
    record Target(MemorySegment memory, long stride, boolean accumulate, float @Nullable [] bias) {}

    /**
     * In BF16 if either side is.
     *
     * @param a [m,k]
     * @param b [k,n]
     * @param c [m,n], F32
     */
    void multiply(Matrix a, Matrix b, Target c, int m, int n, int k) {
        multiply(a, b, c, m, n, k, a.dtype() == DType.BF16 || b.dtype() == DType.BF16);
    }

    /** As above; narrow: F32 inputs are rounded to BF16 first. */
    void multiply(Matrix a, Matrix b, Target c, int m, int n, int k, boolean narrow) {
        Product product = new Product(a, b, c, m, n, k);
        List<Product> alone = List.of(product);
        if (!narrow && shared != null && shared.takes(alone)) {
            shared.multiply(alone, false);
            vectors(product.from(DnnlShared.rows(product)), false);
        } else if (m > 0 && n > 0) {
            int done = dnnl == null ? 0 : dnnl.multiply(a, b, c, m, n, k, narrow);
            vectors(product.from(done), narrow);
        }
    }

    /**
     * Several products, with the bits of each by itself; what is F32 and large enough in one operation.
     *
     * @param sum whether all have the same C, to which one is added after the other; else each has memory of its own
     */
    void multiply(List<Product> products, boolean sum) {
        if (shared != null && shared.takes(products)) {
            shared.multiply(products, sum);
            for (Product p : products) {
                vectors(p.from(DnnlShared.rows(p)), false);
            }
        } else {
            for (Product p : products) {
                multiply(p.a(), p.b(), p.c(), p.m(), p.n(), p.k());
            }
        }
    }

    /** By our own kernels. */
    private void vectors(Product p, boolean narrow) {
        if (p.m() == 0) {
            return;
        }
        int slab = Math.max(1, SLAB_FLOATS / Math.max(p.k(), 1) / COLUMNS) * COLUMNS;
        for (int column = 0; column < p.n(); column += slab) {
            int columns = Math.min(slab, p.n() - column);
            new Slab(p.a(), p.b(), p.c(), p.m(), p.k(), column, columns, narrow).run();
        }
    }

    /** Some columns of the product, as many as the packing buffer holds. */
    private final class Slab {
        private final Matrix a;
        private final Matrix b;
        private final Target c;
        private final int m;
        private final int k;
        private final int first;
        private final int columns;
        private final int panels;
        private final int blocks;
        private final boolean narrow;

        Slab(Matrix a, Matrix b, Target c, int m, int k, int first, int columns, boolean narrow) {
            this.a = a;
            this.b = b;
            this.c = c;
            this.m = m;
            this.k = k;
            this.first = first;
            this.columns = columns;
            this.narrow = narrow;
            this.panels = (columns + COLUMNS - 1) / COLUMNS;
            this.blocks = Math.max(1, (k + DEPTH - 1) / DEPTH);
        }

        void run() {
            int size = panels * COLUMNS * k;
            if (packed.length < size) {
                packed = new float[size];
            }
            boolean alone = (long) m * columns * k < WORTH_SHARING || workers.threads() == 1;
            int packers = alone ? 1 : Math.min(panels, workers.threads() * TASKS_PER_THREAD);
            workers.run(
                    packers,
                    (task, scratch) -> pack(share(task, packers, panels), share(task + 1, packers, panels), scratch));
            int rowBlocks = (m + BLOCK_ROWS - 1) / BLOCK_ROWS;
            int wanted = alone ? 1 : workers.threads() * TASKS_PER_THREAD;
            int groups = Math.min(panels, Math.max(1, (wanted + rowBlocks - 1) / rowBlocks));
            int tasks = alone ? 1 : rowBlocks * groups;
            workers.run(tasks, (task, scratch) -> {
                if (tasks == 1) {
                    for (int row = 0; row < m; row += BLOCK_ROWS) {
                        block(row, 0, panels, scratch);
                    }
                } else {
                    int group = task % groups;
                    int row = task / groups * BLOCK_ROWS;
                    block(row, share(group, groups, panels), share(group + 1, groups, panels), scratch);
                }
            });
        }

        private static int share(int part, int parts, int of) {
            return (int) ((long) part * of / parts);
        }

        private int offset(int block, int depth, int panel) {
            return (block * DEPTH * panels + panel * depth) * COLUMNS;
        }

        private int depth(int block) {
            return Math.min(DEPTH, k - block * DEPTH);
        }

        private void pack(int from, int to, Scratch scratch) {
            for (int block = 0; block < blocks; block++) {
                int depth = depth(block);
                for (int panel = from; panel < to; panel++) {
                    int column = panel * COLUMNS;
                    int width = Math.min(COLUMNS, columns - column);
                    int at = offset(block, depth, panel);
                    Packing.panel(b, block * DEPTH, depth, first + column, width, packed, at, scratch);
                    if (narrow) {
                        if (b.dtype() == DType.F32) {
                            Elements.round(packed, at, depth * COLUMNS);
                        }
                        Packing.swapPairs(packed, at, COLUMNS, COLUMNS, depth);
                    }
                }
            }
        }

        private void block(int row, int fromPanel, int toPanel, Scratch scratch) {
            int rows = Math.min(BLOCK_ROWS, m - row);
            float[] left = scratch.floats(A_SLOT, Math.max(BLOCK_ROWS * BY_ROWS_STRIDE, DEPTH * BY_DEPTH_STRIDE));
            for (int block = 0; block < blocks; block++) {
                int depth = depth(block);
                loadLeft(row, rows, block * DEPTH, depth, left);
                for (int panel = fromPanel; panel < toPanel; panel++) {
                    tiles(row, rows, block, depth, panel, left, scratch.tile());
                }
            }
        }

        private void loadLeft(int row, int rows, int start, int depth, float[] left) {
            boolean round = narrow && a.dtype() == DType.F32;
            if (a.transposed()) {
                for (int p = 0; p < depth; p++) {
                    int at = p * BY_DEPTH_STRIDE;
                    Elements.load(a.memory(), a.dtype(), (start + p) * a.stride() + row, left, at, rows);
                    if (round) {
                        Elements.round(left, at, rows);
                    }
                }
                if (narrow) {
                    Packing.swapPairs(left, 0, BY_DEPTH_STRIDE, /* width= */ rows, /* rows= */ depth);
                }
                return;
            }
            for (int i = 0; i < rows; i++) {
                int at = i * BY_ROWS_STRIDE;
                Elements.load(a.memory(), a.dtype(), (row + i) * a.stride() + start, left, at, depth);
                if (round) {
                    Elements.round(left, at, depth);
                }
                if (narrow) {
                    Packing.swapPairs(left, at, 1, 1, depth);
                }
            }
        }

        private void tiles(int row, int rows, int block, int depth, int panel, float[] left, float[] tile) {
            int right = offset(block, depth, panel);
            int column = panel * COLUMNS;
            int width = Math.min(COLUMNS, columns - column);
            for (int i = 0; i < rows; i += ROWS) {
                if (a.transposed()) {
                    MicroKernel.byDepth(left, i, BY_DEPTH_STRIDE, packed, right, depth, tile, 0, COLUMNS);
                } else {
                    int start = i * BY_ROWS_STRIDE;
                    MicroKernel.byRows(left, start, BY_ROWS_STRIDE, packed, right, depth, tile, 0, COLUMNS);
                }
                flush(tile, row + i, Math.min(ROWS, rows - i), column, width, block == 0);
            }
        }

        private void flush(float[] tile, int row, int rows, int column, int width, boolean firstBlock) {
            float[] bias = firstBlock ? c.bias() : null;
            boolean add = c.accumulate() || !firstBlock;
            for (int i = 0; i < rows; i++) {
                int start = i * COLUMNS;
                for (int j = 0; bias != null && j < width; j++) {
                    tile[start + j] += bias[first + column + j];
                }
                long target = (row + i) * c.stride() + first + column;
                if (add) {
                    Elements.add(tile, start, c.memory(), target, width);
                } else {
                    Elements.store(tile, start, c.memory(), target, width);
                }
            }
        }
    }
}
