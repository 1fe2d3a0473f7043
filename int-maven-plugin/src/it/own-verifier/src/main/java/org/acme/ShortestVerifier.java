package org.acme;

import dev.intrain.api.Problem;
import dev.intrain.api.verify.Verdict;
import dev.intrain.api.verify.Verifier;

/** Accepts a completion that is the answer and nothing else. */
public final class ShortestVerifier implements Verifier {
    @Override
    public String id() {
        return "acme-shortest";
    }

    @Override
    public String description() {
        return "The answer and nothing else";
    }

    @Override
    public Verdict verify(Problem problem, String completion) {
        String answer = completion.strip();
        return answer.equals(problem.answer()) ? new Verdict.Correct(answer) : new Verdict.Incorrect("WRONG", answer);
    }
}
