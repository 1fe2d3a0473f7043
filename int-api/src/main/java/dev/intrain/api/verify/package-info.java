/**
 * Decides whether a completion answers its problem.
 *
 * <p>Open first: {@link dev.intrain.api.verify.Verifier}. Depends on {@code java.base} and the other packages of this module only.
 */
@NullMarked
package dev.intrain.api.verify;

import org.jspecify.annotations.NullMarked;
