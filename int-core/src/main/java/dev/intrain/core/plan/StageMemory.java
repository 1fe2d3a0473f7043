package dev.intrain.core.plan;

import java.util.List;

/**
 * The tensors a stage holds at once, all of them allocated when it starts.
 *
 * @param stage its name
 * @param buckets memory by purpose, none of them empty
 */
public record StageMemory(String stage, List<Bucket> buckets) {
    /** Copies the list without empty buckets. */
    public StageMemory {
        buckets = buckets.stream().filter(bucket -> bucket.bytes() > 0).toList();
    }

    /** @return what the stage needs */
    public long bytes() {
        return buckets.stream().mapToLong(Bucket::bytes).sum();
    }

    /**
     * @param name a bucket's name
     * @return its size, 0 where the stage has none
     */
    public long bytes(String name) {
        return buckets.stream()
                .filter(bucket -> bucket.name().equals(name))
                .mapToLong(Bucket::bytes)
                .sum();
    }
}
