/**
 * The nouns every plug-in sees: a problem, the trace a model wrote for it, its steps, and an intervention on one of them.
 *
 * <p>Open first: {@link dev.intrain.api.Problem}, {@link dev.intrain.api.Trace}. Depends on {@code java.base} only.
 */
@NullMarked
package dev.intrain.api;

import org.jspecify.annotations.NullMarked;
