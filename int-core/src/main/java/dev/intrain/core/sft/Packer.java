package dev.intrain.core.sft;

import dev.intrain.api.IntrainException;
import dev.intrain.core.model.PackedBatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Packs examples end to end into micro-batches under a token budget, without padding and without cross-contamination: every example is a
 * sequence of its own to attention, with positions from 0.
 *
 * <p>First fit, longest first (equal lengths in their order), so the same examples always pack alike. Of an example only the tokens before
 * its last trained one are read; an example without trained tokens is left out, since it adds nothing to loss or gradient.
 */
public final class Packer {
    private Packer() {}

    /**
     * @param examples what to train on
     * @param microBatchTokens most tokens a micro-batch may read
     * @return the micro-batches; none where nothing is trained
     * @throws IntrainException if an example alone is over the budget
     */
    public static List<MicroBatch> pack(List<SftExample> examples, int microBatchTokens) {
        int[] lengths = examples.stream().mapToInt(SftExample::inputTokens).toArray();
        List<int[]> bins = firstFit(lengths, microBatchTokens);
        return bins.stream().map(bin -> join(examples, bin)).toList();
    }

    /** Indices of each bin, in packing order. */
    static List<int[]> firstFit(int[] lengths, int budget) {
        List<List<Integer>> bins = new ArrayList<>();
        List<Integer> room = new ArrayList<>();
        List<Integer> longestFirst = IntStream.range(0, lengths.length)
                .filter(i -> lengths[i] > 0)
                .boxed()
                .sorted(Comparator.comparingInt((Integer i) -> -lengths[i]))
                .toList();
        for (int index : longestFirst) {
            int length = lengths[index];
            if (length > budget) {
                throw new IntrainException(
                        "a training sequence of " + length + " tokens is longer than the micro-batch budget of "
                                + budget + " tokens: raise microBatchTokens or cut sequences shorter");
            }
            int bin = 0;
            while (bin < bins.size() && room.get(bin) < length) {
                bin++;
            }
            if (bin == bins.size()) {
                bins.add(new ArrayList<>());
                room.add(budget);
            }
            bins.get(bin).add(index);
            room.set(bin, room.get(bin) - length);
        }
        return bins.stream()
                .map(bin -> bin.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }

    private static MicroBatch join(List<SftExample> examples, int[] chosen) {
        int rows = 0;
        int[] cuSeqlens = new int[chosen.length + 1];
        int[] targetOffsets = new int[chosen.length + 1];
        for (int s = 0; s < chosen.length; s++) {
            SftExample example = examples.get(chosen[s]);
            rows += example.inputTokens();
            cuSeqlens[s + 1] = rows;
            targetOffsets[s + 1] = targetOffsets[s] + example.trainedTokens();
        }
        int[] ids = new int[rows];
        int[] positions = new int[rows];
        int[] targetRows = new int[targetOffsets[chosen.length]];
        int[] targets = new int[targetRows.length];
        int target = 0;
        for (int s = 0; s < chosen.length; s++) {
            SftExample example = examples.get(chosen[s]);
            for (int position = 0; position < example.inputTokens(); position++) {
                int row = cuSeqlens[s] + position;
                ids[row] = example.ids().get(position);
                positions[row] = position;
                if (example.trained()[position + 1]) {
                    targetRows[target] = row;
                    targets[target++] = example.ids().get(position + 1);
                }
            }
        }
        return new MicroBatch(chosen, targetOffsets, new PackedBatch(ids, positions, cuSeqlens, targetRows, targets));
    }
}
