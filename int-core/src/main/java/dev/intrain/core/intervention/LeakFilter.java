package dev.intrain.core.intervention;

import dev.intrain.api.Intervention;
import java.util.List;
import java.util.OptionalInt;

/**
 * Drops interventions that give the answer away, by the authors' rule: the gold answer occurs in the content as plain text.
 *
 * <p>The rule fires too often on short answers and misses reworded ones, so what it dropped is always counted and reported.
 */
public final class LeakFilter {
    private LeakFilter() {}

    /**
     * What is left of an attempt's proposals.
     *
     * @param index index of the first proposal that gives nothing away; empty if all do
     * @param leaking how many proposals give the answer away
     */
    public record Survivor(OptionalInt index, int leaking) {}

    /**
     * Whether the gold answer occurs in a text.
     *
     * @param goldAnswer the problem's answer
     * @param content an intervention's content
     * @return whether it leaks
     */
    public static boolean leaks(String goldAnswer, String content) {
        return content.contains(goldAnswer.strip());
    }

    /**
     * The first surviving proposal of one attempt.
     *
     * @param goldAnswer the problem's answer
     * @param proposals the attempt's proposals, in the order they were sampled
     * @return which to keep, and how many leak
     */
    public static Survivor firstSurvivor(String goldAnswer, List<Intervention> proposals) {
        OptionalInt first = OptionalInt.empty();
        int leaking = 0;
        for (int i = 0; i < proposals.size(); i++) {
            if (leaks(goldAnswer, proposals.get(i).content())) {
                leaking++;
            } else if (first.isEmpty()) {
                first = OptionalInt.of(i);
            }
        }
        return new Survivor(first, leaking);
    }
}
