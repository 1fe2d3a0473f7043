package dev.intrain.cuda.kernel;

import dev.intrain.cuda.device.Launch;

/** Calls of elements.cu, rope.cu, swiglu.cu and rows.cu. */
public final class Elements {
    private Elements() {}

    public static Launch axpby(float a, boolean xBf16, long x, float b, boolean yBf16, long y, long n) {
        return Launch.each("axpby_" + type(xBf16) + "_" + type(yBf16), n)
                .f32(a)
                .address(x)
                .f32(b)
                .address(y)
                .i64(n);
    }

    /** @param type f32, bf16 or i32 */
    public static Launch fill(String type, long target, float value, long n) {
        return Launch.each("fill_" + type, n).address(target).f32(value).i64(n);
    }

    /** Even numbers in (-reach, reach) that depend on key and index alone. */
    public static Launch fillRandom(boolean bf16, long target, long key, float reach, long n) {
        return Launch.each("fill_random_" + type(bf16), n)
                .address(target)
                .i64(key)
                .f32(reach)
                .i64(n);
    }

    /** Of three arrays: multiply. */
    public static Launch multiply(long x, long y, long out, long n) {
        return Launch.each("multiply", n).address(x).address(y).address(out).i64(n);
    }

    public static Launch divide(long x, long y, float eps, long out, long n) {
        return Launch.each("divide", n)
                .address(x)
                .address(y)
                .f32(eps)
                .address(out)
                .i64(n);
    }

    public static Launch squareRoot(long x, long out, long n) {
        return Launch.each("square_root", n).address(x).address(out).i64(n);
    }

    public static Launch scale(long factor, long x, long n) {
        return Launch.each("scale", n).address(factor).address(x).i64(n);
    }

    /** Rows as bfloat16, ld apart, filled up with zeros. */
    public static Launch packRows(boolean bf16, long x, long out, long rows, long columns, long ld) {
        return Launch.each(bf16 ? "pack_rows_bf16" : "pack_rows_f32", rows * ld)
                .address(x)
                .address(out)
                .i64(rows)
                .i32(columns)
                .i32(ld);
    }

    public static Launch rope(
            long x, long table, long positions, long tokens, long heads, long d, long tableRows, boolean inverse) {
        long pairs = tokens * heads * (d / 2);
        return Launch.each("rope", pairs)
                .address(x)
                .address(table)
                .address(positions)
                .i64(pairs)
                .i32(heads)
                .i32(d)
                .i32(tableRows)
                .flag(inverse);
    }

    public static Launch swiglu(long gate, long up, boolean bf16, long out, long n) {
        return Launch.each("swiglu", n)
                .address(gate)
                .address(up)
                .either(bf16, out)
                .i64(n);
    }

    public static Launch swigluBackward(long gate, long up, long dOut, boolean bf16, long dGate, long dUp, long n) {
        return Launch.each("swiglu_backward", n)
                .address(gate)
                .address(up)
                .address(dOut)
                .either(bf16, dGate)
                .either(bf16, dUp)
                .i64(n);
    }

    public static Launch gatherRows(boolean bf16, long table, long rows, long out, long count, long c, long tableRows) {
        return Launch.of(bf16 ? "gather_rows_bf16" : "gather_rows_f32")
                .grid(count, 1, 1)
                .threads(128)
                .address(table)
                .address(rows)
                .address(out)
                .i32(c)
                .i32(tableRows);
    }

    public static Launch scatterAddRows(long dOut, long rows, long dTable, long count, long c, long tableRows) {
        return Launch.of("scatter_add_rows")
                .grid(count, 1, 1)
                .threads(128)
                .address(dOut)
                .address(rows)
                .address(dTable)
                .i32(count)
                .i32(c)
                .i32(tableRows);
    }

    private static String type(boolean bf16) {
        return bf16 ? "bf16" : "f32";
    }
}
