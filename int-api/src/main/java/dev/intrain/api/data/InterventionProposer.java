package dev.intrain.api.data;

import dev.intrain.api.Intervention;
import dev.intrain.api.Problem;
import dev.intrain.api.Step;
import dev.intrain.api.spi.Provider;
import java.util.List;

/**
 * An outside proposer of interventions: another model, an endpoint, an oracle. The default of the method is the policy itself, which
 * needs no provider.
 */
public interface InterventionProposer extends Provider {
    /**
     * Proposes corrections of a wrong attempt.
     *
     * @param problem the problem with its reference solution
     * @param incorrectAttempt the attempt's steps
     * @param count how many proposals are wanted
     * @return at most that many; fewer where nothing usable came out
     */
    List<Intervention> propose(Problem problem, List<Step> incorrectAttempt, int count);
}
