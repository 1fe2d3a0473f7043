package dev.intrain.core.sft;

import dev.intrain.api.CounterRandom;
import dev.intrain.api.IntrainException;
import java.util.ArrayList;
import java.util.List;

/**
 * A finite data set in shuffled epochs: each epoch is the permutation keyed by (seed, stage, epoch), cut into batches; the last batch of
 * an epoch holds what is left.
 */
public final class DatasetSource implements ExampleSource {
    private final List<SftExample> examples;
    private final int batchSize;
    private final long seed;
    private final String stage;

    /**
     * @param examples the data set, in a stable order
     * @param batchSize examples per optimizer step
     * @param seed the run's seed
     * @param stage part of the shuffle's key
     */
    public DatasetSource(List<SftExample> examples, int batchSize, long seed, String stage) {
        if (examples.isEmpty()) {
            throw new IntrainException(
                    "stage '" + stage + "' has no examples to train on: look at the funnel for where they were lost");
        }
        if (batchSize < 1) {
            throw new IllegalArgumentException("the batch size must be at least 1, not " + batchSize);
        }
        this.examples = List.copyOf(examples);
        this.batchSize = batchSize;
        this.seed = seed;
        this.stage = stage;
    }

    /** @return optimizer steps of one epoch */
    public long stepsPerEpoch() {
        return Math.ceilDiv(examples.size(), batchSize);
    }

    @Override
    public List<SftExample> batch(long step) {
        long epoch = step / stepsPerEpoch();
        int from = (int) (step % stepsPerEpoch()) * batchSize;
        int[] order = CounterRandom.permutation(CounterRandom.key(seed, stage, epoch), examples.size());
        List<SftExample> batch = new ArrayList<>();
        for (int i = from; i < Math.min(from + batchSize, order.length); i++) {
            batch.add(examples.get(order[i]));
        }
        return batch;
    }
}
