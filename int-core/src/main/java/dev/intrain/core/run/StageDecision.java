package dev.intrain.core.run;

/** What to do with a stage. */
public sealed interface StageDecision {
    /** @return one phrase */
    String why();

    /**
     * Nothing: its outputs are there and would come out the same.
     *
     * @param why one phrase
     */
    record Skip(String why) implements StageDecision {}

    /**
     * Go on where an earlier process was interrupted: its part files and checkpoints are valid.
     *
     * @param why one phrase
     */
    record Resume(String why) implements StageDecision {}

    /**
     * Start from nothing: what an earlier process left of this stage must be removed.
     *
     * @param why one phrase
     */
    record Start(String why) implements StageDecision {
        static final String FIRST = "it has not run yet";

        /** @return whether something was there before */
        public boolean again() {
            return !why.equals(FIRST);
        }
    }
}
