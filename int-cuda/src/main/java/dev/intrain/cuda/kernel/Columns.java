package dev.intrain.cuda.kernel;

import dev.intrain.cuda.device.Launch;

/** Calls of columns.cu. */
public final class Columns {
    private static final int ROWS = 128;

    private Columns() {}

    /** @return how many partial sums there are of each column */
    public static long chunks(long rows) {
        return Launch.ceilDiv(rows, ROWS);
    }

    /** {@code partial[p][c] = sum a[t][c] (b[t][c] s[t])} over the rows of a chunk; b and s may be 0. */
    public static Launch sums(boolean bf16, long a, long b, long s, long partial, long rows, long columns) {
        return Launch.of("column_sums")
                .grid(Launch.ceilDiv(columns, 256), chunks(rows), 1)
                .threads(256)
                .either(bf16, a)
                .address(b)
                .address(s)
                .address(partial)
                .i64(rows)
                .i32(columns);
    }

    /** {@code out[c] += sum_p partial[p][c]}. */
    public static Launch add(long partial, long out, long rows, long columns) {
        return Launch.each("add_partials", columns)
                .address(partial)
                .i32(chunks(rows))
                .address(out)
                .i32(columns);
    }
}
