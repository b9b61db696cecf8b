package io.serviceping.count.result;

import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A table that was declared to only grow has not: rows that were counted before are gone, or others than they were. The
 * metric was counted in full.
 *
 * @param table the driving table, as the database has it
 * @param difference what was found now less what was kept: of rows where they were counted, else of the metric's value,
 *     over the same rows; null where the value is no number
 */
public record Drift(String table, Check check, @Nullable BigDecimal difference) {
    /** What found it. */
    public enum Check {
        /** Rows of some stretches of ids were counted again. */
        ROW_COUNT,
        /** All was counted again, as it is from time to time. */
        RECOUNT;

        /** The payload's word. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
