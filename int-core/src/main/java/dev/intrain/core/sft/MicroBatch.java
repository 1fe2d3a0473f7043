package dev.intrain.core.sft;

import dev.intrain.core.model.PackedBatch;

/**
 * What one forward and backward pass reads: whole examples end to end, and whose targets stand where.
 *
 * @param examples indices of the packed examples, in packing order
 * @param targetOffsets targets of {@code examples[i]} are {@code targetOffsets[i]} to {@code targetOffsets[i+1]} of the batch's targets
 * @param batch the tokens
 */
public record MicroBatch(int[] examples, int[] targetOffsets, PackedBatch batch) {
    /** @return number of trained tokens in it */
    public int targets() {
        return targetOffsets[examples.length];
    }
}
