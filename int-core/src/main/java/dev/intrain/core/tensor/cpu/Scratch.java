package dev.intrain.core.tensor.cpu;

/** Float arrays of one thread that grow to the largest need and stay: operations allocate nothing once warm. Contents are undefined. */
final class Scratch {
    private static final int SLOTS = 12;

    private final float[][] arrays = new float[SLOTS][0];
    private final float[] square = new float[Transpose.TILE];
    private final float[] tile = new float[MicroKernel.ROWS * MicroKernel.COLUMNS];

    /** @return an array of at least that many floats; the same slot gives the same array */
    float[] floats(int slot, int size) {
        if (arrays[slot].length < size) {
            arrays[slot] = new float[size];
        }
        return arrays[slot];
    }

    /** @return room for {@link Transpose} */
    float[] square() {
        return square;
    }

    /** @return the target of {@link MicroKernel} */
    float[] tile() {
        return tile;
    }
}
