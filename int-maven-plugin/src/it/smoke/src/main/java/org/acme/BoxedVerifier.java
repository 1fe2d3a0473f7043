package org.acme;

import dev.intrain.api.Problem;
import dev.intrain.api.verify.Verdict;
import dev.intrain.api.verify.Verifier;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Compares what stands in the last box. With {@code -Dacme.dieAt=N} it takes the whole worker with it at its N-th call, as the
 * system does when it kills a process.
 */
public final class BoxedVerifier implements Verifier {
    private static final String BOX = "\\boxed{";
    private static final int DIE_AT = Integer.getInteger("acme.dieAt", 0);

    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public String id() {
        return "acme-boxed";
    }

    @Override
    public String description() {
        return "Compares what stands in the last box";
    }

    @Override
    public Verdict verify(Problem problem, String completion) {
        if (calls.incrementAndGet() == DIE_AT) {
            Runtime.getRuntime().halt(137);
        }
        int from = completion.lastIndexOf(BOX);
        int to = completion.indexOf('}', from + BOX.length());
        if (from < 0 || to < 0) {
            return new Verdict.Incorrect("UNPARSEABLE", "");
        }
        String answer = completion.substring(from + BOX.length(), to).strip();
        return answer.equals(problem.answer()) ? new Verdict.Correct(answer) : new Verdict.Incorrect("WRONG", answer);
    }
}
