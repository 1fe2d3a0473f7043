/**
 * The command {@code int-bench}. Open {@link dev.intrain.bench.cli.IntBenchCommand} first. May use everything in this module, the engine
 * and Picocli.
 */
@NullMarked
package dev.intrain.bench.cli;

import org.jspecify.annotations.NullMarked;
