/**
 * The goals: parameters in, a worker process run, a build result out.
 *
 * <p>Open first: {@link dev.intrain.maven.WorkerMojo} and {@link dev.intrain.maven.WorkerClassPath}. Depends on Maven,
 * {@code dev.intrain.maven.fork} and {@code dev.intrain.api}; never on the engine, which lives on the worker's class path only.
 */
@NullMarked
package dev.intrain.maven;

import org.jspecify.annotations.NullMarked;
