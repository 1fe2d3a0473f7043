package dev.intrain.core.report;

import dev.intrain.core.trace.Outcome;

/** How the report names and colours an outcome. */
final class OutcomeLabel {
    private OutcomeLabel() {}

    static String of(Outcome outcome) {
        return switch (outcome) {
            case CORRECT -> "right";
            case WRONG -> "wrong";
            case UNPARSEABLE -> "no readable answer";
            case OVER_BUDGET -> "answer too costly to check";
            case TRUNCATED -> "truncated";
            case UNSCORED -> "not scored";
        };
    }

    static String css(Outcome outcome) {
        return switch (outcome) {
            case CORRECT -> "right";
            case WRONG -> "wrong";
            case UNPARSEABLE, OVER_BUDGET -> "unreadable";
            case TRUNCATED -> "truncated";
            case UNSCORED -> "unscored";
        };
    }

    /** A small label. */
    static String badge(Outcome outcome) {
        return "<span class=\"badge " + css(outcome) + "\">" + of(outcome) + "</span>";
    }
}
