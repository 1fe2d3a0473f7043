package dev.intrain.core.grade;

/** An answer asks for more work than a grader spends; it is wrong, not unscored, or a policy would learn to write such answers. */
final class OverBudgetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OverBudgetException(String what) {
        super(what, null, false, false);
    }
}
