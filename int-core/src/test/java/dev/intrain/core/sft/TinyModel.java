package dev.intrain.core.sft;

import dev.intrain.api.TokenSequence;
import dev.intrain.api.optim.Optimizer;
import dev.intrain.api.optim.Parameter;
import dev.intrain.api.spi.Availability;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.BackendProvider;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.checkpoint.Architecture;
import dev.intrain.core.checkpoint.AttentionConfig;
import dev.intrain.core.checkpoint.ModelConfig;
import dev.intrain.core.checkpoint.RopeConfig;
import dev.intrain.core.model.Decoder;
import dev.intrain.core.optim.AdamWProvider;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** A random decoder of a few thousand weights with its optimizer, on any backend: small enough to train in a test. */
public final class TinyModel implements AutoCloseable {
    /** Number of tokens it knows. */
    public static final int VOCAB = 17;

    private final Backend backend;
    private final Decoder decoder;
    private final Optimizer optimizer;

    public TinyModel(String backendId, int threads) {
        backend = providers()
                .filter(provider -> provider.id().equals(backendId))
                .findFirst()
                .orElseThrow()
                .create(threads);
        decoder = Decoder.initialize(backend, config(), 1);
        optimizer = new AdamWProvider().create(backend, decoder.trainable(), Map.of("weightDecay", "0.01"));
    }

    /** Ids of all backends that run here. */
    public static List<String> backends() {
        return providers()
                .filter(provider -> provider.availability() instanceof Availability.Available)
                .map(BackendProvider::id)
                .toList();
    }

    private static Stream<BackendProvider> providers() {
        return ServiceLoader.load(BackendProvider.class).stream().map(ServiceLoader.Provider::get);
    }

    private static ModelConfig config() {
        return new ModelConfig(
                Architecture.QWEN3,
                VOCAB,
                24,
                40,
                2,
                new AttentionConfig(4, 2, 6, false, false, true),
                new RopeConfig(1e4, new RopeConfig.Scaling.None()),
                128,
                1e-6,
                true,
                0.1,
                Map.of());
    }

    public Backend backend() {
        return backend;
    }

    public Decoder decoder() {
        return decoder;
    }

    public Optimizer optimizer() {
        return optimizer;
    }

    /** An example of the given length, ids a simple function of its number, trained from a position. */
    public static SftExample example(int number, int length, int trainedFrom) {
        int[] ids = new int[length];
        for (int i = 0; i < length; i++) {
            ids[i] = (number * 5 + i * i * (number + 1)) % VOCAB;
        }
        return SftExample.trainedFrom(TokenSequence.of(ids), trainedFrom);
    }

    /** Hash of all weights' bits. */
    public String hash() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            decoder.weights().forEach((name, tensor) -> {
                ByteBuffer bytes = ByteBuffer.allocate((int) tensor.size() * Float.BYTES);
                backend.readBytes(tensor, 0, bytes);
                sha.update(name.getBytes(StandardCharsets.UTF_8));
                sha.update(bytes.array());
            });
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All gradients in one array. */
    public float[] gradients() {
        List<Tensor> gradients =
                decoder.trainable().stream().map(Parameter::gradient).toList();
        float[] all = new float[(int) gradients.stream().mapToLong(Tensor::size).sum()];
        int at = 0;
        for (Tensor gradient : gradients) {
            backend.read(gradient, 0, all, at, (int) gradient.size());
            at += (int) gradient.size();
        }
        return all;
    }

    @Override
    public void close() {
        optimizer.close();
        decoder.close();
        backend.close();
    }
}
