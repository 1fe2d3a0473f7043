/**
 * The heart of Intervention Training: asks a policy for a correction of its own attempt, reads it, and splices it in.
 *
 * <p>Open first: {@link dev.intrain.core.intervention.Splicer}, {@link dev.intrain.core.intervention.InterventionParser}. Depends on
 * the api, {@code core.io} and {@code core.tokenizer}.
 */
@NullMarked
package dev.intrain.core.intervention;

import org.jspecify.annotations.NullMarked;
