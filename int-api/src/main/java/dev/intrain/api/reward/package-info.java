/**
 * Turns a graded completion into the number reinforcement learning maximises.
 *
 * <p>Open first: {@link dev.intrain.api.reward.RewardFunction}. Depends on {@code java.base} and the other packages of this module only.
 */
@NullMarked
package dev.intrain.api.reward;

import org.jspecify.annotations.NullMarked;
