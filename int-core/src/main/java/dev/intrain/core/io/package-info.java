/**
 * Files that appear whole or not at all, their hashes, and what to say when they cannot be read or written.
 *
 * <p>Open first: {@link dev.intrain.core.io.AtomicFiles}. Depends on {@code dev.intrain.api} and Jackson only.
 */
@NullMarked
package dev.intrain.core.io;

import org.jspecify.annotations.NullMarked;
