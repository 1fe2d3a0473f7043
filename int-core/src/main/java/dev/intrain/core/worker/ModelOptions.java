package dev.intrain.core.worker;

import dev.intrain.api.IntrainException;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.core.recipe.EngineRecipe;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Which model to look at, and what computes it. */
final class ModelOptions {
    @Option(names = "--model", required = true, paramLabel = "DIR", description = "A model's Hugging Face folder.")
    private Path model = Path.of("");

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "f32",
            description = "Type of the weights, f32 or bf16; default: f32.")
    private String dtype = "f32";

    @Option(
            names = "--backend",
            paramLabel = "ID",
            defaultValue = "auto",
            description = "What computes it: cpu, cuda, auto ...; default: auto.")
    private String backend = "auto";

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads to compute with; default: one per processor.")
    private int threads;

    Path folder() {
        return model;
    }

    DType weights() {
        return switch (dtype.toLowerCase(Locale.ROOT)) {
            case "f32" -> DType.F32;
            case "bf16" -> DType.BF16;
            default -> throw new IntrainException("--dtype is '" + dtype + "': name f32 or bf16");
        };
    }

    Backend createBackend() {
        if (threads < 0 || threads > EngineRecipe.MOST_THREADS) {
            throw new IntrainException("--threads is " + threads + ": name 1 to " + EngineRecipe.MOST_THREADS
                    + ", or 0 for one per processor");
        }
        return Goals.catalog()
                .createBackend(
                        backend,
                        threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
                        System.err::println);
    }
}
