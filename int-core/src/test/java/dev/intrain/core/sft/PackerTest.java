package dev.intrain.core.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.IntrainException;
import dev.intrain.api.TokenSequence;
import dev.intrain.core.model.PackedBatch;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PackerTest {
    @Test
    void packsOnlyWhatIsReadAndTrainsOnlyWhatTheMaskSays() {
        SftExample response = SftExample.trainedFrom(TokenSequence.of(10, 11, 12, 13), 2);
        SftExample middle =
                new SftExample(TokenSequence.of(20, 21, 22, 23, 24), new boolean[] {true, false, true, true, false});

        List<MicroBatch> packed = Packer.pack(List.of(response, middle), 100);

        assertThat(packed).hasSize(1);
        assertThat(packed.getFirst().examples()).containsExactly(0, 1);
        assertThat(packed.getFirst().targetOffsets()).containsExactly(0, 2, 4);
        PackedBatch batch = packed.getFirst().batch();
        assertThat(batch.ids()).containsExactly(10, 11, 12, 20, 21, 22);
        assertThat(batch.positions()).containsExactly(0, 1, 2, 0, 1, 2);
        assertThat(batch.cuSeqlens()).containsExactly(0, 3, 6);
        assertThat(batch.targetRows()).containsExactly(1, 2, 4, 5);
        assertThat(batch.targets()).containsExactly(12, 13, 22, 23);
    }

    @Test
    void fillsBinsLongestFirstAndKeepsTheOrderOfEqualLengths() {
        List<int[]> bins = Packer.firstFit(new int[] {3, 5, 3, 0, 2, 8}, 8);

        assertThat(bins).hasSize(3);
        assertThat(bins.get(0)).containsExactly(5);
        assertThat(bins.get(1)).containsExactly(1, 0);
        assertThat(bins.get(2)).containsExactly(2, 4);
    }

    @Test
    void leavesOutExamplesThatTrainNothing() {
        SftExample masked = new SftExample(TokenSequence.of(1, 2, 3), new boolean[] {true, false, false});

        assertThat(masked.trainedTokens()).isZero();
        assertThat(Packer.pack(List.of(masked), 8)).isEmpty();
    }

    @Test
    void refusesAnExampleOverTheBudget() {
        SftExample tooLong = SftExample.trainedFrom(TokenSequence.of(new int[10]), 1);

        assertThatThrownBy(() -> Packer.pack(List.of(tooLong), 8))
                .isInstanceOf(IntrainException.class)
                .hasMessage("a training sequence of 9 tokens is longer than the micro-batch budget of 8 tokens: "
                        + "raise microBatchTokens or cut sequences shorter");
    }

    @Test
    void everyEpochShowsEveryExampleOnceInAnOrderOfItsOwn() {
        List<SftExample> examples = IntStream.range(0, 10)
                .mapToObj(i -> SftExample.trainedFrom(TokenSequence.of(i, i), 1))
                .toList();
        DatasetSource source = new DatasetSource(examples, 4, 7, "sft");

        assertThat(source.stepsPerEpoch()).isEqualTo(3);
        int[] first = epoch(source, 0);
        int[] second = epoch(source, 1);
        assertThat(source.batch(2)).hasSize(2);
        assertThat(Arrays.stream(first).sorted().toArray()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(Arrays.stream(second).sorted().toArray()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(first).isNotEqualTo(second).isEqualTo(epoch(new DatasetSource(examples, 4, 7, "sft"), 0));
    }

    private static int[] epoch(DatasetSource source, int epoch) {
        return LongStream.range(0, 3)
                .mapToObj(step -> source.batch(epoch * 3L + step))
                .flatMap(List::stream)
                .mapToInt(example -> example.ids().get(0))
                .toArray();
    }
}
