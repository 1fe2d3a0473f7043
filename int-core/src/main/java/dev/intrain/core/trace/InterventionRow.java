package dev.intrain.core.trace;

import dev.intrain.api.Intervention;
import java.util.Optional;

/**
 * One proposal for one wrong attempt, kept or dropped.
 *
 * <p>{@code problemId}, {@code attempt} and {@code sample} name the attempt as they do in its {@link dev.intrain.api.Trace}.
 *
 * @param problemId the problem
 * @param attempt the attempt's {@code attempt}
 * @param sample the attempt's {@code sample}
 * @param proposal number of the proposal for this attempt, from 0
 * @param proposed what the proposer wrote, unedited
 * @param status what became of it
 * @param reason why it was dropped; empty if it was not
 * @param intervention the parsed proposal, absent where there is none
 * @param spliced prefix that ends with the intervention, present from KEPT on
 * @param original prefix that ends with the wrong step instead, to compare with
 */
public record InterventionRow(
        String problemId,
        int attempt,
        int sample,
        int proposal,
        String proposed,
        Status status,
        String reason,
        Optional<Intervention> intervention,
        Optional<SplicedPrefix> spliced,
        Optional<SplicedPrefix> original) {
    /** What became of a proposal. */
    public enum Status {
        /** Goes on to the continuations. */
        KEPT,
        /** The proposer found no critical error. */
        NO_ERROR,
        /** No readable intervention block. */
        MALFORMED,
        /** The gold answer stands in the content. */
        LEAKED,
        /** The location lies past the attempt's last step. */
        PAST_END,
        /** An earlier proposal of the same attempt was kept. */
        DUPLICATE,
        /** The propose prompt or the spliced prefix does not fit the context. */
        TOO_LONG
    }
}
