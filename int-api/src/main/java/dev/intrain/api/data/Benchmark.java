package dev.intrain.api.data;

import dev.intrain.api.Problem;
import dev.intrain.api.spi.Provider;
import java.nio.file.Path;
import java.util.List;

/** A named set of held-out problems with its conventions: which verifier, which licence. */
public interface Benchmark extends Provider {
    /**
     * The problems, in a stable order.
     *
     * @param cache folder that holds the benchmark's files
     * @return the problems
     * @throws dev.intrain.api.IntrainException if its files are missing, with the command that fetches them
     */
    List<Problem> problems(Path cache);

    /** @return id of the verifier its scores are defined by */
    String verifier();

    /** @return licence of the problem texts, and the attribution a report must carry */
    String licence();
}
