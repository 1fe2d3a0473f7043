/**
 * Reads problems from files.
 *
 * <p>Open first: {@link dev.intrain.core.data.JsonlProblemSource}. Depends on {@code dev.intrain.api} only.
 */
@NullMarked
package dev.intrain.core.data;

import org.jspecify.annotations.NullMarked;
