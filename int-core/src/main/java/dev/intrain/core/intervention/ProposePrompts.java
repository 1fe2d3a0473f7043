package dev.intrain.core.intervention;

import dev.intrain.api.IntrainException;
import dev.intrain.api.Problem;
import dev.intrain.api.Step;
import dev.intrain.api.engine.CompletionRequest.Turn;
import dev.intrain.core.io.IoFailures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The prompts of the propose stage: first a worked solution guided by the reference, then the critique of the incorrect attempt.
 *
 * <p>Templates are text with {@code {problem}}, {@code {referenceSolution}}, {@code {answer}}, {@code {substeps}} (the attempt's
 * steps, numbered) and {@code {attempt}} (the same without numbers); nothing else in braces is touched. Source: the two turns of
 * InT's proposer, in our own words.
 *
 * @param guide template of the first turn; empty for a critique at once
 * @param critique template of the last turn
 */
public record ProposePrompts(Optional<String> guide, String critique) {
    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\{(problem|referenceSolution|answer|substeps|attempt)}");

    /** Refuses a critique that would not show the attempt. */
    public ProposePrompts {
        if (!critique.contains("{substeps}") && !critique.contains("{attempt}")) {
            throw new IntrainException(
                    "the prompt propose.critiquePrompt shows no attempt: put {substeps} or {attempt} where its steps should stand");
        }
    }

    /**
     * The built-in templates, or those of a recipe.
     *
     * @param guided whether the model first solves the problem with the reference beside it
     * @param guideFile replaces the first turn's template
     * @param critiqueFile replaces the critique's template
     * @return the prompts
     * @throws IntrainException if a file cannot be read or the critique would not show the attempt
     */
    public static ProposePrompts of(boolean guided, @Nullable Path guideFile, @Nullable Path critiqueFile) {
        Optional<String> guide = guided ? Optional.of(template(guideFile, "guide.txt")) : Optional.empty();
        return new ProposePrompts(guide, template(critiqueFile, guided ? "critique.txt" : "critique-unguided.txt"));
    }

    /**
     * The conversation that asks for a guided solution.
     *
     * @param problem with its reference solution
     * @return one user turn
     * @throws IllegalStateException if the prompts have no first turn
     */
    public List<Turn> guideTurns(Problem problem) {
        String template = guide.orElseThrow(() -> new IllegalStateException("these prompts have no guide turn"));
        return List.of(new Turn("user", fill(template, problem, List.of())));
    }

    /**
     * The conversation that asks for the critique of an attempt.
     *
     * @param problem with its reference solution
     * @param incorrectAttempt the attempt's steps
     * @param guidedSolution what the model answered to {@link #guideTurns}; empty where there was no such turn
     * @return the turns, ending with a user's
     */
    public List<Turn> critiqueTurns(Problem problem, List<Step> incorrectAttempt, Optional<String> guidedSolution) {
        if (guide.isPresent() != guidedSolution.isPresent()) {
            throw new IllegalArgumentException(
                    "a guided solution is needed exactly where the prompts have a guide turn");
        }
        Turn last = new Turn("user", fill(critique, problem, incorrectAttempt));
        return guidedSolution
                .map(solution -> List.of(guideTurns(problem).getFirst(), new Turn("assistant", solution), last))
                .orElse(List.of(last));
    }

    /** One pass, so that what a problem says is never taken for a placeholder. */
    private static String fill(String template, Problem problem, List<Step> steps) {
        String reference = problem.referenceSolution()
                .orElseThrow(
                        () -> new IntrainException(
                                "problem '" + problem.id()
                                        + "' has no reference solution, which proposing interventions needs: add one, or leave the problem out"));
        Map<String, String> values = Map.of(
                "problem", problem.statement(),
                "referenceSolution", reference,
                "answer", problem.answer(),
                "substeps", numbered(steps),
                "attempt", steps.stream().map(Step::text).collect(Collectors.joining("\n\n")));
        return PLACEHOLDER
                .matcher(template)
                .replaceAll(match -> Matcher.quoteReplacement(values.getOrDefault(match.group(1), "")));
    }

    private static String numbered(List<Step> steps) {
        return steps.stream()
                .map(step -> "Substep " + step.number() + ": " + step.text())
                .collect(Collectors.joining("\n\n"));
    }

    private static String template(@Nullable Path file, String builtIn) {
        if (file == null) {
            return resource(builtIn);
        }
        try {
            return withoutLastBreak(Files.readString(file));
        } catch (IOException e) {
            throw new IntrainException(
                    "prompt file " + file + " cannot be read (" + IoFailures.reason(e)
                            + "): check propose in the recipe",
                    e);
        }
    }

    /** The line break that ends a text file is not part of a prompt. */
    private static String withoutLastBreak(String text) {
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    private static String resource(String name) {
        try (InputStream in = ProposePrompts.class.getResourceAsStream("prompts/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks its prompt " + name);
            }
            return withoutLastBreak(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("the jar's prompt " + name + " cannot be read", e);
        }
    }
}
