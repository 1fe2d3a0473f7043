/**
 * Files that appear whole or not at all, and their hashes.
 *
 * <p>Open first: {@link dev.intrain.core.io.AtomicFiles}. Depends on {@code dev.intrain.api} only.
 */
@NullMarked
package dev.intrain.core.io;

import org.jspecify.annotations.NullMarked;
