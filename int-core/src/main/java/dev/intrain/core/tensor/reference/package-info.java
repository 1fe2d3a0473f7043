/**
 * The scalar backend, in double precision where it matters: slow, plain, and the oracle of every other backend's tests.
 *
 * <p>Open first: {@link dev.intrain.core.tensor.reference.ReferenceBackendProvider}. Depends on {@code dev.intrain.core.tensor} and
 * {@code dev.intrain.api} only.
 */
@NullMarked
package dev.intrain.core.tensor.reference;

import org.jspecify.annotations.NullMarked;
