package dev.intrain.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.BackendProvider;
import dev.intrain.api.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Generation sees what training sees: cached equals uncached, and sharing a prompt's blocks changes nothing. */
class KvCacheTest {
    private static final int[] IDS = PassTest.sequences().get(2);
    private static final int VOCAB = 41;

    static Stream<BackendProvider> backends() {
        return TestBackends.all();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void cachedEqualsUncached(BackendProvider provider) {
        for (TinyModels.Maker family : PassTest.families().toList()) {
            try (Backend backend = provider.create(1);
                    Decoder decoder = family.make(backend);
                    KvCache cache = new KvCache(decoder, 2, 64);
                    DecodePass pass = new DecodePass(decoder, cache, 64, 2, 7)) {
                float[][] uncached = uncachedLogits(decoder);
                for (int prefilled : new int[] {0, 1, 16, 20}) {
                    cache.clear();
                    prefill(cache, pass, 1, prefilled);
                    for (int t = prefilled; t < IDS.length; t++) {
                        float[] logits = decode(backend, cache, pass, 1, t);
                        assertThat(Golden.maxDifference(logits, uncached[t])).isLessThan(1e-5);
                    }
                }
            }
        }
    }

    /** Two sequences fork from 20 cached tokens, one long after the other, and end up where an unshared one does. */
    @ParameterizedTest
    @MethodSource("backends")
    void forkedEqualsUnshared(BackendProvider provider) {
        try (Backend backend = provider.create(1);
                Decoder decoder = TinyModels.qwen3(backend);
                KvCache cache = new KvCache(decoder, 3, 64);
                DecodePass pass = new DecodePass(decoder, cache, 64, 2, 64)) {
            prefill(cache, pass, 0, 20);
            float[] alone = new float[0];
            KvCache.Prefix prefix = cache.hold(0, 20);
            for (int t = 20; t < IDS.length; t++) {
                alone = decode(backend, cache, pass, 0, t);
            }
            int used = cache.freeBlocks();
            cache.fork(prefix, 2);
            assertThat(cache.freeBlocks())
                    .as("only the partly filled block is new")
                    .isEqualTo(used - 1);
            cache.release(0);
            cache.release(prefix);
            float[] forked = new float[0];
            for (int t = 20; t < IDS.length; t++) {
                forked = decode(backend, cache, pass, 2, t);
            }
            assertThat(forked).isEqualTo(alone);
            cache.release(2);
            assertThat(cache.freeBlocks()).isEqualTo(5 * 4);
        }
    }

    private static void prefill(KvCache cache, DecodePass pass, int slot, int count) {
        int[] positions = new int[count];
        int[] slots = new int[count];
        Arrays.setAll(positions, i -> i);
        Arrays.fill(slots, slot);
        cache.reserve(slot, count);
        pass.prefill(IDS, positions, slots, count);
    }

    private static float[] decode(Backend backend, KvCache cache, DecodePass pass, int slot, int t) {
        cache.reserve(slot, t + 1);
        try (Arena arena = new Arena(backend)) {
            Tensor logits = pass.decode(row(backend, arena, IDS[t]), row(backend, arena, t), row(backend, arena, slot));
            float[] values = new float[VOCAB];
            backend.read(logits, 0, values, 0, VOCAB);
            return values;
        }
    }

    private static Tensor row(Backend backend, Arena arena, int value) {
        Tensor tensor = arena.i32(1);
        backend.write(tensor, 0, new int[] {value}, 0, 1);
        return tensor;
    }

    private static float[][] uncachedLogits(Decoder decoder) {
        int[] positions = new int[IDS.length];
        Arrays.setAll(positions, i -> i);
        int[] cuSeqlens = {0, IDS.length};
        try (ScoringPass pass = new ScoringPass(decoder, IDS.length, IDS.length)) {
            pass.forward(new PackedBatch(IDS, positions, cuSeqlens, positions, IDS), 1);
            float[] flat = pass.logits();
            float[][] rows = new float[IDS.length][];
            Arrays.setAll(rows, t -> Arrays.copyOfRange(flat, t * VOCAB, (t + 1) * VOCAB));
            return rows;
        }
    }
}
