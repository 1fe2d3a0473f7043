/**
 * The regression gate on counts: verdicts for lines of JSON, and the simulation of how often the gate is right. Open {@link
 * dev.intrain.bench.gate.GateLines} and {@link dev.intrain.bench.gate.GateSimulation} first. May use the engine's statistics, the API and
 * Jackson.
 */
@NullMarked
package dev.intrain.bench.gate;

import org.jspecify.annotations.NullMarked;
