package dev.intrain.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Allocation, accounting, views and transfers. */
abstract class MemoryContract extends ContractFixture {
    @Test
    void isAllocatedWithZeros() {
        assertThat(tested(zeros(DType.F32, 3, 5))).containsOnly(0f).hasSize(15);
    }

    @Test
    void countsOpenBytesAndNamesLeaks() {
        long before = tested.allocatedBytes();
        Tensor leaked = tested.allocate(DType.BF16, 3, 7);
        assertThat(tested.allocatedBytes() - before).isEqualTo(42);
        assertThatThrownBy(tested::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("[3, 7]");
        leaked.close();
        leaked.close();
        assertThat(tested.allocatedBytes()).isEqualTo(before);
    }

    @Test
    void viewsShareMemory() {
        Pair pair = floats(zeros(DType.F32, 2, 3), 1, 2, 3, 4, 5, 6);
        Tensor view = pair.tested().view(2, 2, 2);
        view.close();
        assertThat(read(tested, view)).containsExactly(3, 4, 5, 6);
        tested.fill(view, 7);
        assertThat(tested(pair)).containsExactly(1, 2, 7, 7, 7, 7);
        assertThatThrownBy(() -> pair.tested().view(3, 2, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void roundsToNearestEvenBfloat16() {
        float half = 1 + 0x1p-8f;
        float above = Math.nextUp(half);
        float odd = 1 + 0x1p-7f + 0x1p-8f;
        Pair pair = floats(zeros(DType.BF16, 4), half, above, odd, Float.NaN);
        assertThat(tested(pair)).containsExactly(1, 1 + 0x1p-7f, 1 + 0x1p-6f, Float.NaN);
    }

    @Test
    void copiesBetweenTypesAndBytes() {
        Pair source = random(257);
        Pair target = zeros(DType.BF16, 257);
        both(backend -> backend.copy(source.on(backend), target.on(backend)));
        assertThat(tested(target)).isEqualTo(expected(target));
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        tested.readBytes(source.tested(), 3, bytes);
        float[] numbers = tested(source);
        assertThat(bytes.flip().getFloat()).isEqualTo(numbers[3]);
        assertThat(bytes.getFloat()).isEqualTo(numbers[4]);
        tested.writeBytes(source.tested(), 0, bytes.flip());
        assertThat(tested(source)).startsWith(numbers[3], numbers[4], numbers[2]);
    }

    @Test
    void fillsEveryType() {
        Pair ints = zeros(DType.I32, 3);
        Pair halves = zeros(DType.BF16, 3);
        tested.fill(ints.tested(), -2);
        tested.fill(halves.tested(), 1.5f);
        assertThat(readInts(tested, ints.tested())).containsOnly(-2);
        assertThat(tested(halves)).containsOnly(1.5f);
    }

    @Test
    void namesTheArgumentOfAWrongShapeOrType() {
        Pair x = random(2, 3);
        Pair w = random(5, 4);
        Pair y = zeros(DType.F32, 2, 5);
        assertThatThrownBy(() -> tested.linear(x.tested(), w.tested(), null, y.tested(), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("linear")
                .hasMessageContaining("w ");
        Pair rows = ints(new int[] {9}, 1);
        assertThatThrownBy(() -> tested.gatherRows(w.tested(), x.tested(), y.tested()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(rows.tested().dtype()).isEqualTo(DType.I32);
    }
}
