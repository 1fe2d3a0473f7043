/**
 * Whether an operation's arguments have the types and shapes it asks for: for authors of backends, which then all say it in the same words.
 *
 * <p>Open first: {@link dev.intrain.api.tensor.check.LayerChecks}. Depends on {@link dev.intrain.api.tensor} only.
 */
@NullMarked
package dev.intrain.api.tensor.check;

import org.jspecify.annotations.NullMarked;
