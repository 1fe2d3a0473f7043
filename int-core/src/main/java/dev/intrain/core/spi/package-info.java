/**
 * Which providers there are, where they come from, and the one a recipe names.
 *
 * <p>Open first: {@link dev.intrain.core.spi.ProviderCatalog}. Depends on {@code dev.intrain.api} and {@code dev.intrain.core.io} only.
 */
@NullMarked
package dev.intrain.core.spi;

import org.jspecify.annotations.NullMarked;
