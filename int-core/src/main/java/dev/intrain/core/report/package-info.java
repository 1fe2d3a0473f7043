/**
 * The run's report: one self-contained HTML page made from the files of a run directory.
 *
 * <p>Open first: {@link dev.intrain.core.report.Report}. Depends on {@code dev.intrain.api}, {@code dev.intrain.core.io}, {@code
 * dev.intrain.core.run}, {@code dev.intrain.core.trace} and {@code dev.intrain.core.eval}.
 */
@NullMarked
package dev.intrain.core.report;

import org.jspecify.annotations.NullMarked;
