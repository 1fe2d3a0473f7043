package dev.intrain.core.eval;

/** What a regression gate says about a candidate. */
public enum GateDecision {
    /** The candidate is not worse than the baseline by the margin or more. */
    PASS,
    /** The candidate is worse, and by the margin or more. */
    FAIL,
    /** The samples at hand show neither. */
    INCONCLUSIVE
}
