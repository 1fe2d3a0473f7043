package dev.intrain.core.grade;

import dev.intrain.api.Problem;
import dev.intrain.api.verify.Verifier;
import dev.intrain.api.verify.VerifierContract;
import java.util.Map;
import java.util.Optional;

class MathVerifierContractTest extends VerifierContract {
    @Override
    protected Verifier verifier() {
        return new MathVerifier();
    }

    @Override
    protected Problem problem() {
        return new Problem("p", "1/2 + 1/4 = ?", "3/4", Optional.empty(), Map.of());
    }

    @Override
    protected String rightCompletion() {
        return "so it is \\boxed{\\frac{3}{4}}";
    }

    @Override
    protected String wrongCompletion() {
        return "so it is \\boxed{2/6}";
    }
}
