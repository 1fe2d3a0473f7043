/**
 * The task family of the embedded model: chains of permutations over 52 letters, part of whose table the model was never shown.
 *
 * <p>Open first: {@link dev.intrain.examples.chains.Table}, {@link dev.intrain.examples.chains.Chain}, then
 * {@link dev.intrain.examples.chains.Curriculum} and {@link dev.intrain.examples.chains.Pretrain}. Depends on int-core.
 */
package dev.intrain.examples.chains;
