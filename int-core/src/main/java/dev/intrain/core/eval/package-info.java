/**
 * The statistics of an evaluation: accuracies and their intervals, with the problem as the unit, and the gate's verdict.
 *
 * <p>Open first: {@link dev.intrain.core.eval.ProblemScore}, {@link dev.intrain.core.eval.EvalScore}, {@link
 * dev.intrain.core.eval.PairedDifference}, {@link dev.intrain.core.eval.GateRule}. Depends on {@code dev.intrain.api} and {@code dev.intrain.core.trace}.
 */
@NullMarked
package dev.intrain.core.eval;

import org.jspecify.annotations.NullMarked;
