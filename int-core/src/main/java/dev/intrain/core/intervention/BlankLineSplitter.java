package dev.intrain.core.intervention;

import dev.intrain.api.Step;
import dev.intrain.api.data.StepSplitter;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits at every {@code "\n\n"}, left to right, as {@code split("\n\n")} does: empty steps count, of three line breaks the third
 * begins a step, and a text without any is one step. Source: the authors' scripts.
 */
public final class BlankLineSplitter implements StepSplitter {
    static final String SEPARATOR = "\n\n";

    /** Created by the service loader. */
    public BlankLineSplitter() {}

    @Override
    public String id() {
        return "blank-lines";
    }

    @Override
    public String description() {
        return "steps are separated by blank lines";
    }

    @Override
    public List<Step> split(String attempt) {
        List<Step> steps = new ArrayList<>();
        int start = 0;
        for (int end = attempt.indexOf(SEPARATOR); end >= 0; end = attempt.indexOf(SEPARATOR, start)) {
            steps.add(new Step(steps.size() + 1, attempt.substring(start, end), start, end));
            start = end + SEPARATOR.length();
        }
        steps.add(new Step(steps.size() + 1, attempt.substring(start), start, attempt.length()));
        return List.copyOf(steps);
    }
}
