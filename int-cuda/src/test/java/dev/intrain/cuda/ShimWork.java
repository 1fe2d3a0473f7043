package dev.intrain.cuda;

import dev.intrain.api.CounterRandom;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.cuda.device.Driver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Small work for each kind of kernel, at sizes at which every barrier matters; all of it once, on random inputs. */
final class ShimWork {
    private static final List<Consumer<ShimWork>> WORK = List.of(
            ShimWork::norms,
            ShimWork::products,
            ShimWork::head,
            ShimWork::attention,
            ShimWork::tensorCoreAttention,
            ShimWork::cachedAttention,
            ShimWork::elements,
            ShimWork::sampling);

    private final Backend b;
    private final List<Tensor> open = new ArrayList<>();
    private final List<Tensor> outputs = new ArrayList<>();

    /** @param driver closed at the end */
    ShimWork(Driver driver) {
        this.b = new CudaBackend(driver, "host");
    }

    /** Does everything, frees everything, and gives a hash of each result. */
    String all() {
        StringBuilder results = new StringBuilder();
        try {
            for (Consumer<ShimWork> work : WORK) {
                work.accept(this);
                outputs.forEach(tensor -> results.append(hash(tensor)).append(' '));
                open.forEach(Tensor::close);
                open.clear();
                outputs.clear();
            }
            return results.toString();
        } finally {
            open.forEach(Tensor::close);
            b.close();
        }
    }

    private void norms() {
        b.rmsNorm(random(2, 1100), random(1100), 1e-6f, out(2, 1100), out(2));
        b.rmsNormBackward(random(2, 1100), random(1100), random(2), random(2, 1100), out(2, 1100), false, out(1100));
        b.globalNorm(List.of(random(700)), 1, out(2));
    }

    private void products() {
        b.linear(random(5, 40), random(9, 40), null, out(5, 9), false);
        b.linear(random(5, 200), weights(9, 200), random(9), out(5, 9), false);
        b.linear(random(3, 1300), weights(17, 1300), null, out(3, 17), true);
        b.linear(random(20, 700), weights(33, 700), null, out(20, 33), false);
        b.linearBackwardInput(random(70, 9), weights(9, 40), out(70, 40), false);
        b.linearBackwardWeight(random(5, 40), random(5, 9), DType.BF16, out(9, 40), out(9));
    }

    private void head() {
        Tensor hidden = random(2, 3);
        Tensor w = random(600, 3);
        Tensor targets = ints(1, 2);
        Tensor lse = out(2);
        b.headLogprobs(hidden, w, targets, 1, out(2), lse, out(2));
        b.headBackward(hidden, w, targets, 1, lse, random(2), out(2, 3), out(600, 3));
    }

    private void attention() {
        Tensor q = random(70, 2, 3);
        Tensor k = random(70, 1, 3);
        Tensor v = random(70, 1, 3);
        Tensor starts = ints(0, 70);
        Tensor out = out(70, 2, 3);
        Tensor lse = out(70, 2);
        b.attention(q, k, v, starts, 70, 1, out, lse);
        b.attentionBackward(
                q,
                k,
                v,
                random(70, 2, 3),
                random(70, 2),
                random(70, 2, 3),
                starts,
                70,
                1,
                out(70, 2, 3),
                out(70, 1, 3),
                out(70, 1, 3));
    }

    private void tensorCoreAttention() {
        for (int d : new int[] {64, 72}) {
            Tensor q = random(133, 2, d);
            Tensor k = random(133, 1, d);
            Tensor v = random(133, 1, d);
            Tensor starts = ints(0, 133);
            Tensor lse = random(133, 2);
            Tensor dOut = random(133, 2, d);
            b.attention(q, k, v, starts, 133, 0.1f, DType.BF16, out(133, 2, d), out(133, 2));
            b.attentionBackward(
                    q,
                    k,
                    v,
                    random(133, 2, d),
                    lse,
                    dOut,
                    starts,
                    133,
                    0.1f,
                    DType.BF16,
                    out(133, 2, d),
                    out(133, 1, d),
                    out(133, 1, d));
        }
    }

    private void cachedAttention() {
        Tensor keys = random(5, 16, 1, 3);
        Tensor values = random(5, 16, 1, 3);
        Tensor table = ints(4, 1, 0, 2, 3).as(1, 5);
        b.cacheWrite(random(1, 1, 3), random(1, 1, 3), keys, values, table, ints(0), ints(70));
        b.copyBlocks(keys, ints(1, 2).as(1, 2));
        b.attentionCached(random(1, 34, 3), keys, values, table, ints(0), ints(70), 1, out(1, 34, 3));
        Tensor narrowKeys = weights(24, 16, 1, 64);
        Tensor narrowValues = weights(24, 16, 1, 64);
        Tensor all = ints(IntStream.range(0, 24).map(i -> 23 - i).toArray()).as(1, 24);
        b.cacheWrite(random(1, 1, 64), random(1, 1, 64), narrowKeys, narrowValues, all, ints(0), ints(330));
        b.copyBlocks(narrowKeys, ints(1, 2).as(1, 2));
        Tensor heads = random(1, 34, 64);
        b.attentionCached(heads, narrowKeys, narrowValues, all, ints(0), ints(330), 0.1f, out(1, 34, 64));
        b.attentionCached(heads, narrowKeys, narrowValues, all, ints(0), ints(330), 0.1f, out(DType.BF16, 1, 34, 64));
    }

    private void elements() {
        Tensor table = random(4, 6);
        b.gatherRows(table, ints(1, 3, 1), out(3, 6));
        b.scatterAddRows(random(3, 6), ints(1, 3, 1), out(4, 6));
        b.rope(out(3, 2, 6), table, ints(0, 3, 1), false);
        b.rmsNormRope(random(3, 2, 6), random(6), 1e-6f, table, ints(0, 3, 1), out(3, 2, 6), out(6));
        b.swiglu(random(5), random(5), out(5));
        b.swiglu(random(5), random(5), out(DType.BF16, 5));
        b.swigluBackward(random(5), random(5), random(5), out(5), out(5));
        b.adamw(out(5), random(5), out(5), out(5), null, 0.1, 0.9, 0.999, 1e-8, 0.1, 1);
        b.adamw8(out(5), random(5), out(DType.I32, 3), out(1, 2), null, 0.1, 0.9, 0.999, 1e-8, 0.1, 1, 7);
        b.divide(random(5), random(5), 9, out(5));
    }

    private void sampling() {
        Tensor positions = ints(5, 6);
        Tensor ids = out(DType.I32, 2);
        Tensor logprobs = out(2, 3);
        b.sample(random(2, 600), 0.9f, 50, 0.8f, ints(1, 2, 3, 4).as(2, 2), positions, ids, logprobs);
        b.sample(random(2, 600), 0, 0, 1, ints(1, 2, 3, 4).as(2, 2), positions, out(DType.I32, 2), out(2, 3));
        b.advance(
                ids,
                logprobs,
                ints(3),
                positions,
                ints(1, 2),
                ints(0, 0),
                ints(0, 0),
                out(DType.I32, 2, 2),
                out(2, 2, 3));
    }

    private Tensor tensor(DType dtype, long... shape) {
        Tensor tensor = b.allocate(dtype, shape);
        open.add(tensor);
        return tensor;
    }

    private Tensor random(long... shape) {
        Tensor tensor = tensor(DType.F32, shape);
        float[] values = new float[(int) tensor.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) CounterRandom.gaussian(open.size(), i);
        }
        b.write(tensor, 0, values, 0, values.length);
        return tensor;
    }

    private Tensor weights(long... shape) {
        Tensor tensor = tensor(DType.BF16, shape);
        b.copy(random(shape), tensor);
        return tensor;
    }

    private Tensor ints(int... values) {
        Tensor tensor = tensor(DType.I32, values.length);
        b.write(tensor, 0, values, 0, values.length);
        return tensor;
    }

    private Tensor out(long... shape) {
        return out(DType.F32, shape);
    }

    private Tensor out(DType dtype, long... shape) {
        Tensor tensor = tensor(dtype, shape);
        outputs.add(tensor);
        return tensor;
    }

    private int hash(Tensor tensor) {
        int count = (int) tensor.size();
        if (tensor.dtype() == DType.I32) {
            int[] values = new int[count];
            b.read(tensor, 0, values, 0, count);
            return Arrays.hashCode(values);
        }
        float[] values = new float[count];
        b.read(tensor, 0, values, 0, count);
        return Arrays.hashCode(values);
    }
}
