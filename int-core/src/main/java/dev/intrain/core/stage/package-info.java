/**
 * The stages of a run, in order: select, rollout, propose, filter, sft, rl, eval, report. Each reads files and writes files.
 *
 * <p>Open first: {@link dev.intrain.core.stage.Pipeline}, then the stages in that order. May depend on every other package of the
 * engine but the worker.
 */
@NullMarked
package dev.intrain.core.stage;

import org.jspecify.annotations.NullMarked;
