package dev.intrain.core.rollout;

import dev.intrain.api.TokenSequence;
import dev.intrain.core.model.DecodePass;
import java.util.Arrays;

/** Prompt tokens of several sequences waiting to be cached in one packed call. */
final class PrefillQueue {
    private int[] ids = new int[256];
    private int[] positions = new int[256];
    private int[] slots = new int[256];
    private int count;

    /** All tokens but the last. */
    void add(TokenSequence prompt, int slot) {
        int added = prompt.length() - 1;
        if (count + added > ids.length) {
            int capacity = Math.max(2 * ids.length, count + added);
            ids = Arrays.copyOf(ids, capacity);
            positions = Arrays.copyOf(positions, capacity);
            slots = Arrays.copyOf(slots, capacity);
        }
        for (int i = 0; i < added; i++) {
            ids[count] = prompt.get(i);
            positions[count] = i;
            slots[count++] = slot;
        }
    }

    void run(DecodePass pass) {
        if (count > 0) {
            pass.prefill(ids, positions, slots, count);
            count = 0;
        }
    }
}
