package dev.intrain.core.eval;

/**
 * What a regression gate found.
 *
 * @param decision PASS, FAIL or INCONCLUSIVE
 * @param delta mean over problems of the candidate's share of right samples minus the baseline's
 * @param low one-sided 95 % lower bound of delta; negative infinity with one problem
 * @param high one-sided 95 % upper bound of delta; positive infinity with one problem
 * @param problems number of problems
 * @param need what would decide
 */
public record GateVerdict(GateDecision decision, double delta, double low, double high, int problems, GateNeed need) {}
