package dev.intrain.core.rollout;

import dev.intrain.api.TokenSequence;
import dev.intrain.api.tensor.Backend;
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
        room(count + added);
        for (int i = 0; i < added; i++) {
            ids[count] = prompt.get(i);
            positions[count] = i;
            slots[count++] = slot;
        }
    }

    /** Caches what was added, in as many rows as the backend likes: those beyond repeat the last one. */
    void run(DecodePass pass, Backend backend) {
        if (count > 0) {
            int rows = backend.prefillRows(count);
            room(rows);
            Arrays.fill(ids, count, rows, ids[count - 1]);
            Arrays.fill(positions, count, rows, positions[count - 1]);
            Arrays.fill(slots, count, rows, slots[count - 1]);
            pass.prefill(ids, positions, slots, rows);
            count = 0;
        }
    }

    private void room(int rows) {
        if (rows > ids.length) {
            int capacity = Math.max(2 * ids.length, rows);
            ids = Arrays.copyOf(ids, capacity);
            positions = Arrays.copyOf(positions, capacity);
            slots = Arrays.copyOf(slots, capacity);
        }
    }
}
