/**
 * The Arrow files through which the stages of a run hand rows to each other.
 *
 * <p>Open first: {@link dev.intrain.core.trace.TraceSchemas}, {@link dev.intrain.core.trace.TraceFile}, {@link
 * dev.intrain.core.trace.PartFiles}. Depends on {@code dev.intrain.api} and {@code dev.intrain.core.io}.
 */
@NullMarked
package dev.intrain.core.trace;

import org.jspecify.annotations.NullMarked;
