/**
 * The two ways into the engine: the process a Maven build forks, and the {@code intrain} command.
 *
 * <p>Open first: {@link dev.intrain.core.worker.WorkerMain}, {@link dev.intrain.core.worker.IntrainCommand} and
 * {@link dev.intrain.core.worker.Goals}. May depend on every package of the core; none depends on it. Only here does the core touch
 * the console or end the process.
 */
@NullMarked
package dev.intrain.core.worker;

import org.jspecify.annotations.NullMarked;
