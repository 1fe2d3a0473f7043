package dev.intrain.core.sft;

import java.util.List;

/**
 * Gives the examples of every optimizer step, as a pure function of the step, so that resume needs no position of its own: a data set in
 * epochs ({@link DatasetSource}), or a generator for pre-training.
 */
@FunctionalInterface
public interface ExampleSource {
    /**
     * @param step 0-based number of the optimizer step
     * @return the step's examples; equal for equal steps
     */
    List<SftExample> batch(long step);
}
