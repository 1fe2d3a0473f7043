package dev.intrain.core.model;

import java.util.Arrays;
import java.util.List;

/**
 * Sequences end to end, without padding, and the tokens whose log-probability is wanted. The arrays are not copied; treat them as
 * read-only.
 *
 * @param ids [T] token ids of all sequences
 * @param positions [T] position of each token in its own sequence
 * @param cuSeqlens [S+1]: sequence s spans tokens cuSeqlens[s] to cuSeqlens[s+1]
 * @param targetRows [M]: row whose hidden state predicts target m
 * @param targets [M]: the token predicted
 */
public record PackedBatch(int[] ids, int[] positions, int[] cuSeqlens, int[] targetRows, int[] targets) {
    /** Checks that the arrays fit together. */
    public PackedBatch {
        if (ids.length == 0 || positions.length != ids.length || targetRows.length != targets.length) {
            throw new IllegalArgumentException("a packed batch has " + ids.length + " ids, " + positions.length
                    + " positions, " + targetRows.length + " target rows and " + targets.length + " targets");
        }
        if (cuSeqlens.length < 2 || cuSeqlens[0] != 0 || cuSeqlens[cuSeqlens.length - 1] != ids.length) {
            throw new IllegalArgumentException("cuSeqlens " + Arrays.toString(cuSeqlens) + " do not span the "
                    + ids.length + " tokens of the batch");
        }
    }

    /**
     * Packs whole sequences.
     *
     * @param sequences token ids of each
     * @param trained for each sequence, which of its tokens are targets; the first token cannot be one
     * @return the batch; targets in order of the tokens
     */
    public static PackedBatch of(List<int[]> sequences, List<boolean[]> trained) {
        int tokens = sequences.stream().mapToInt(s -> s.length).sum();
        int[] ids = new int[tokens];
        int[] positions = new int[tokens];
        int[] cuSeqlens = new int[sequences.size() + 1];
        int[] rows = new int[tokens];
        int[] targets = new int[tokens];
        int row = 0;
        int count = 0;
        for (int s = 0; s < sequences.size(); s++) {
            int[] sequence = sequences.get(s);
            boolean[] mask = trained.get(s);
            for (int t = 0; t < sequence.length; t++, row++) {
                ids[row] = sequence[t];
                positions[row] = t;
                if (t > 0 && mask[t]) {
                    rows[count] = row - 1;
                    targets[count++] = sequence[t];
                }
            }
            cuSeqlens[s + 1] = row;
        }
        return new PackedBatch(ids, positions, cuSeqlens, Arrays.copyOf(rows, count), Arrays.copyOf(targets, count));
    }

    /** @return number of tokens */
    public int tokens() {
        return ids.length;
    }

    /** @return number of targets */
    public int targetCount() {
        return targets.length;
    }

    /** @return length of the longest sequence */
    public int maxSeqlen() {
        int longest = 0;
        for (int s = 1; s < cuSeqlens.length; s++) {
            longest = Math.max(longest, cuSeqlens[s] - cuSeqlens[s - 1]);
        }
        return longest;
    }
}
