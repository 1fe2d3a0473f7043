/**
 * The worker process as Maven sees it: finding its JDK, its command line, starting it, understanding its events, ending it.
 *
 * <p>Open first: {@link dev.intrain.maven.fork.WorkerProcess}, {@link dev.intrain.maven.fork.WorkerEvent} and
 * {@link dev.intrain.maven.fork.JdkFinder}. Depends on the JDK and {@code dev.intrain.api} only: nothing in here knows Maven.
 */
@NullMarked
package dev.intrain.maven.fork;

import org.jspecify.annotations.NullMarked;
