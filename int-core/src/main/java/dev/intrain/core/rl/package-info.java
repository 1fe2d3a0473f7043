/**
 * Reinforcement learning from outcome rewards: pure advantage and loss functions, and the GRPO trainer.
 *
 * <p>Open first: {@link dev.intrain.core.rl.GrpoTrainer}, {@link dev.intrain.core.rl.Advantages}, {@link dev.intrain.core.rl.PolicyLoss}.
 * May depend on the api, {@code core.model}, {@code core.rollout}, {@code core.recipe}, {@code core.optim},
 * {@code core.run}, {@code core.trace} and {@code core.sft}.
 */
@NullMarked
package dev.intrain.core.rl;

import org.jspecify.annotations.NullMarked;
