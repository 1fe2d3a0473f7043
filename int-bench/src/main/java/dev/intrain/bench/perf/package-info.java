/**
 * Performance runs: how fast the engine trains, prefills and decodes, counted in work and set against what the machine can do. Open
 * {@link dev.intrain.bench.perf.TrainRun}, {@link dev.intrain.bench.perf.DecodeRun} and {@link dev.intrain.bench.perf.WorkCount} first.
 * May use the engine, and nothing else of this module.
 */
@NullMarked
package dev.intrain.bench.perf;

import org.jspecify.annotations.NullMarked;
