/**
 * Decides whether a completion answers its problem, and turns the verdict into a reward.
 *
 * <p>Open first: {@link dev.intrain.core.grade.MathVerifier}, {@link dev.intrain.core.grade.GuardedVerifier}. Depends on the api and
 * on nothing else of the engine.
 */
@NullMarked
package dev.intrain.core.grade;

import org.jspecify.annotations.NullMarked;
