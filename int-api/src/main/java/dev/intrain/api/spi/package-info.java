/**
 * What every provider has in common
 *
 * <p>Open first: {@link dev.intrain.api.spi. an id, a description, and whether it can run here.:Provider}. Depends on {@code java.base} and the other packages of this module only.
 */
@NullMarked
package dev.intrain.api.spi;

import org.jspecify.annotations.NullMarked;
