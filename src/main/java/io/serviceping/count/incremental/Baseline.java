package io.serviceping.count.incremental;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a ping's scan of a table that only grows builds on.
 *
 * @param keptId names what is kept of the scan
 * @param keptBy the ping that kept it last; null where nothing is built on
 * @param difference rows that were found less rows that were kept, where they were counted for {@link Kind#MISMATCH};
 *     else 0
 */
public record Baseline(String keptId, Kind kind, @Nullable UUID keptBy, long difference) {
    /** How far what is kept is built on. */
    public enum Kind {
        /** It reads on behind the rows that earlier pings counted. */
        RESUMES,
        /** Nothing was kept that it could use. */
        FROM_SCRATCH,
        /** It counts in full, to be compared with what is kept. */
        FULL_RECOUNT,
        /** It counts in full, since rows below the mark are gone or new. */
        MISMATCH
    }
}
