package dev.intrain.core.tensor.cpu;

/**
 * One matrix product to compute: C [m,n] (+)= A [m,k] B [k,n] (+ bias [n]).
 *
 * @param a [m,k]
 * @param b [k,n]
 * @param c [m,n], F32
 */
record Product(Matrix a, Matrix b, MatrixProduct.Target c, int m, int n, int k) {
    /** The rows from there on. */
    Product from(int row) {
        if (row == 0) {
            return this;
        }
        Matrix left = new Matrix(a.from(row, 0), a.dtype(), a.stride(), a.transposed());
        MatrixProduct.Target target = new MatrixProduct.Target(
                c.memory().asSlice(row * c.stride() * Float.BYTES), c.stride(), c.accumulate(), c.bias());
        return new Product(left, b, target, m - row, n, k);
    }
}
