package io.serviceping.count.incremental;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The stored result that an incremental scan continues from.
 *
 * @param incrementalId the id of the incremental state
 * @param storedBy the ping that last changed the state; null for {@link Kind#FROM_SCRATCH}
 * @param difference for {@link Kind#MISMATCH}, rows found less rows stored; else 0
 */
public record Baseline(
        String incrementalId, Kind kind, @Nullable UUID storedBy, long difference) {
    public enum Kind {
        /** Continues after the rows of earlier pings. */
        RESUMES,
        /** Counts in full: there is no usable incremental state. */
        FROM_SCRATCH,
        /** Counts in full, to compare with the incremental state. */
        FULL_RECOUNT,
        /** Counts in full: rows up to the mark were deleted or added. */
        MISMATCH
    }
}
