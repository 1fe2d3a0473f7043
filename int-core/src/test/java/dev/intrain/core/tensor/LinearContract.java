package dev.intrain.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.LinearGradient;
import dev.intrain.api.tensor.LinearMap;
import dev.intrain.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Linear maps and their gradients, at sizes around every block's edge. */
abstract class LinearContract extends ContractFixture {
    static final String SIZES = """
            1, 1, 1
            1, 3, 257
            2, 33, 31
            3, 257, 3
            31, 31, 33
            33, 128, 64
            97, 65, 300
            257, 33, 31
            530, 43, 41
            5, 7, 600""";

    @ParameterizedTest
    @CsvSource(textBlock = SIZES)
    void forward(int t, int n, int k) {
        for (DType dtype : new DType[] {DType.F32, DType.BF16}) {
            Pair x = representable(dtype, t, k);
            Pair w = random(dtype, n, k);
            Pair bias = random(dtype, n);
            Pair y = random(t, n);
            Pair plain = zeros(DType.F32, t, n);
            both(b -> b.linear(x.on(b), w.on(b), bias.on(b), y.on(b), true));
            both(b -> b.linear(x.on(b), w.on(b), null, plain.on(b), false));
            agree(y, k);
            agree(plain, k);
        }
    }

    /** As queries, keys and values: of different widths, one with a bias. */
    @ParameterizedTest
    @CsvSource(textBlock = SIZES)
    void severalOfTheSameRowsHaveTheBitsOfEach(int t, int n, int k) {
        for (DType dtype : new DType[] {DType.F32, DType.BF16}) {
            Tensor x = random(t, k).tested();
            List<LinearMap> maps = new ArrayList<>();
            for (int width : new int[] {n, 2 * n + 70, Math.min(n, 40)}) {
                Tensor bias = width == n ? random(width).tested() : null;
                maps.add(new LinearMap(
                        random(dtype, width, k).tested(),
                        bias,
                        zeros(DType.F32, t, width).tested()));
            }
            // Twice: weights may be met in another way once they have been seen.
            for (int time = 0; time < 2; time++) {
                tested.linear(x, maps);
                for (LinearMap map : maps) {
                    float[] together = read(tested, map.y());
                    tested.linear(x, map.w(), map.bias(), map.y(), false);
                    assertThat(together).isEqualTo(read(tested, map.y()));
                    tested.fill(map.y(), 7);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = SIZES)
    void backwardInput(int t, int n, int k) {
        for (DType dtype : new DType[] {DType.F32, DType.BF16}) {
            Pair dy = representable(dtype, t, n);
            Pair w = random(dtype, n, k);
            Pair dx = random(t, k);
            Pair added = random(t, k);
            both(b -> b.linearBackwardInput(dy.on(b), w.on(b), dx.on(b), false));
            both(b -> b.linearBackwardInput(dy.on(b), w.on(b), added.on(b), true));
            agree(dx, n);
            agree(added, n);
        }
    }

    /** As from queries, keys and values: of different widths. */
    @ParameterizedTest
    @CsvSource(textBlock = SIZES)
    void backwardInputOfSeveralHasTheBitsOfOneByOne(int t, int n, int k) {
        for (DType dtype : new DType[] {DType.F32, DType.BF16}) {
            List<LinearGradient> maps = new ArrayList<>();
            for (int width : new int[] {n, 2 * n + 70, Math.min(n, 40)}) {
                maps.add(new LinearGradient(
                        random(t, width).tested(), random(dtype, width, k).tested()));
            }
            Tensor together = random(t, k).tested();
            Tensor singly = random(t, k).tested();
            tested.linearBackwardInput(together, maps);
            for (int i = 0; i < maps.size(); i++) {
                tested.linearBackwardInput(maps.get(i).dy(), maps.get(i).w(), singly, i > 0);
            }
            assertThat(read(tested, together)).isEqualTo(read(tested, singly));
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = SIZES)
    void backwardWeight(int t, int n, int k) {
        Pair x = random(t, k);
        Pair dy = random(t, n);
        Pair dw = random(n, k);
        Pair dBias = random(n);
        both(b -> b.linearBackwardWeight(x.on(b), dy.on(b), dw.on(b), dBias.on(b)));
        both(b -> b.linearBackwardWeight(x.on(b), dy.on(b), dw.on(b), null));
        agree(dw, t);
        agree(dBias, t);
    }
}
