package dev.intrain.bench.gate;

/**
 * How often each verdict came in a simulation.
 *
 * @param scenario what was simulated
 * @param pass share of PASS
 * @param fail share of FAIL
 * @param inconclusive share of INCONCLUSIVE
 * @param failAtMargin share that a fixed tolerance of the margin fails on the same data
 * @param failAtDrop share that a fixed tolerance of the drop fails on the same data
 */
public record GateShares(
        Scenario scenario, double pass, double fail, double inconclusive, double failAtMargin, double failAtDrop) {}
