package io.serviceping.count.result;

import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A table declared append-only has changed: rows counted earlier were deleted or updated. The metric was counted in
 * full.
 *
 * @param table the driving table, as named in the database
 * @param difference recounted minus stored, over the same rows: row counts where rows were counted, else the
 *     metric's value; null where that is not a number
 */
public record Drift(String table, Check check, @Nullable BigDecimal difference) {
    /** The check that found the drift. */
    public enum Check {
        /** Rows of some key ranges were counted again. */
        ROW_COUNT,
        /** The periodic full recount. */
        RECOUNT;

        /** The name in the payload. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
