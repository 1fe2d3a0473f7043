/**
 * The recipe: what a run does, as records with checked values, read from YAML over the paper's defaults.
 *
 * <p>Open first: {@link dev.intrain.core.recipe.Recipe}, {@link dev.intrain.core.recipe.RecipeFile}, and the resource {@code
 * defaults.yaml}, which documents every key. Depends on int-api, snakeyaml and {@code
 * dev.intrain.core.spi} only.
 */
@NullMarked
package dev.intrain.core.recipe;

import org.jspecify.annotations.NullMarked;
