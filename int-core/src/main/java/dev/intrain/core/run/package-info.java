/**
 * A run's folder: where its files lie, who is using it, what was done in it and under which conditions.
 *
 * <p>Open first: {@link dev.intrain.core.run.RunDirectory}, {@link dev.intrain.core.run.StageLedger}, {@link
 * dev.intrain.core.run.Metrics}. Depends on int-api, {@code core.io} and Jackson only.
 */
@NullMarked
package dev.intrain.core.run;

import org.jspecify.annotations.NullMarked;
