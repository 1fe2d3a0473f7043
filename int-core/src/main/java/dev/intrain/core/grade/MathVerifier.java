package dev.intrain.core.grade;

import dev.intrain.api.IntrainException;
import dev.intrain.api.Problem;
import dev.intrain.api.verify.Verdict;
import dev.intrain.api.verify.Verifier;
import java.util.Map;
import java.util.Optional;

/**
 * Compares the last boxed answer with the gold answer: exact integers, fractions and decimals, tuples of them, and else the text
 * after LaTeX layout is normalised away.
 *
 * <p>No box and no declared prefix, or an answer over the work budget, is incorrect, never unscored. Option {@code answerPrefix}:
 * text that introduces an answer outside a box, such as {@code Answer:}.
 *
 * <p>Differs from the paper: the authors grade with a symbolic engine on both sides and a 10 s limit; here nothing symbolic is
 * simplified, so {@code 2\sqrt{2}} and {@code \sqrt{8}} differ.
 */
public final class MathVerifier implements Verifier {
    private static final String ANSWER_PREFIX = "answerPrefix";
    private static final int SHOWN = 200;

    private final AnswerExtractor extractor;

    /** A verifier that looks at boxes only. */
    public MathVerifier() {
        this(new AnswerExtractor(""));
    }

    private MathVerifier(AnswerExtractor extractor) {
        this.extractor = extractor;
    }

    @Override
    public String id() {
        return "math";
    }

    @Override
    public String description() {
        return "last \\boxed{} against the gold answer: exact numbers, else normalised LaTeX";
    }

    @Override
    public Verifier configure(Map<String, String> options) {
        for (String name : options.keySet()) {
            if (!name.equals(ANSWER_PREFIX)) {
                throw new IntrainException(
                        "verifier 'math' has no option '" + name + "': its only option is " + ANSWER_PREFIX);
            }
        }
        return options.isEmpty()
                ? this
                : new MathVerifier(new AnswerExtractor(options.getOrDefault(ANSWER_PREFIX, "")));
    }

    @Override
    public Verdict verify(Problem problem, String completion) {
        Optional<String> found = extractor.extract(completion);
        if (found.isEmpty() || found.get().isEmpty()) {
            return new Verdict.Incorrect("UNPARSEABLE", "");
        }
        String answer = found.get();
        String shown = answer.length() <= SHOWN ? answer : answer.substring(0, SHOWN) + "…";
        String gold;
        try {
            gold = AnswerNormalizer.normalize(
                    extractor.extract(problem.answer()).orElse(problem.answer()));
            AnswerEquality.checkBudget(gold);
        } catch (OverBudgetException e) {
            return new Verdict.Unscored("the gold answer of problem '" + problem.id() + "' is over the work budget ("
                    + e.getMessage() + ")");
        }
        try {
            return AnswerEquality.same(gold, AnswerNormalizer.normalize(answer))
                    ? new Verdict.Correct(shown)
                    : new Verdict.Incorrect("WRONG", shown);
        } catch (OverBudgetException e) {
            return new Verdict.Incorrect("OVER_BUDGET", shown);
        }
    }
}
