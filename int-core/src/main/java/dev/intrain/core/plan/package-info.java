/**
 * What a run would need, known before it starts.
 *
 * <p>Open first: {@link dev.intrain.core.plan.MemoryPlan}. May depend on the recipe, models, rollouts and the catalog of providers; the
 * worker and the stages depend on it.
 */
@NullMarked
package dev.intrain.core.plan;

import org.jspecify.annotations.NullMarked;
