package dev.intrain.core.plan;

import java.util.Map;

/**
 * What a stage holds at its peak, all at once.
 *
 * @param stage one stage, or several that are alike
 * @param buckets bytes by what they are for, in the order they are allocated
 */
public record StageMemory(String stage, Map<String, Long> buckets) {
    /** @return bytes of all buckets */
    public long total() {
        return buckets.values().stream().mapToLong(Long::longValue).sum();
    }
}
