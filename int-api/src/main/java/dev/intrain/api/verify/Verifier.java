package dev.intrain.api.verify;

import dev.intrain.api.Problem;
import dev.intrain.api.spi.Provider;
import java.util.Map;

/**
 * Decides whether a completion answers a problem.
 *
 * <p>Must be deterministic and thread-safe, and must answer soon: the engine calls it on many threads and abandons a call that
 * outlives its deadline as {@link Verdict.Unscored}. An exception counts as unscored too, never as wrong.
 */
public interface Verifier extends Provider {
    /**
     * Grades one completion.
     *
     * @param problem the problem with its gold answer
     * @param completion the model's text, without the prompt
     * @return the verdict
     */
    Verdict verify(Problem problem, String completion);

    /**
     * A verifier with the options a recipe gives under {@code verifier.options}.
     *
     * @param options option names and values
     * @return a configured verifier; the default accepts no options
     * @throws dev.intrain.api.IntrainException for an unknown option or a bad value
     */
    default Verifier configure(Map<String, String> options) {
        if (!options.isEmpty()) {
            throw new dev.intrain.api.IntrainException("verifier '" + id() + "' takes no options, but the recipe gives "
                    + options.keySet() + ": remove them");
        }
        return this;
    }
}
