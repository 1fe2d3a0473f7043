package dev.intrain.api.tensor;

/**
 * A contiguous, row-major array of numbers that lives where its backend computes.
 *
 * <p>Ownership: whoever allocated a tensor closes it. A {@link #view} shares memory with its owner, costs nothing, and needs no
 * closing. Closing a backend while tensors are open throws.
 */
public interface Tensor extends AutoCloseable {
    /** @return the element type */
    DType dtype();

    /** @return number of dimensions */
    int rank();

    /**
     * @param axis 0-based
     * @return extent of that dimension
     */
    long dim(int axis);

    /** @return number of elements */
    long size();

    /**
     * A window of this tensor with a shape of its own.
     *
     * @param offset first element
     * @param shape shape of the window; offset + product of shape must not exceed {@link #size()}
     * @return the view
     */
    Tensor view(long offset, long... shape);

    /**
     * All, or the first elements, under another shape: {@code view(0, shape)}.
     *
     * @param shape the shape
     * @return the view
     */
    default Tensor as(long... shape) {
        return view(0, shape);
    }

    /** Frees the memory, once; closing a view does nothing. */
    @Override
    void close();
}
