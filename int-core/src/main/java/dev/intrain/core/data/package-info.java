/**
 * Reads problems from files.
 *
 * <p>Open first: {@link dev.intrain.core.data.JsonlProblemSource}. Depends on the api and on
 * {@code core.io}.
 */
@NullMarked
package dev.intrain.core.data;

import org.jspecify.annotations.NullMarked;
