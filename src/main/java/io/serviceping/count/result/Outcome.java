package io.serviceping.count.result;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A metric's outcome: a value, or why there is none. */
public sealed interface Outcome {
    /** An exact value. */
    record Counted(MetricValue value) implements Outcome {}

    /**
     * A distinct count estimated by a sketch, because its set exceeded the memory limit.
     *
     * @param standardError relative, above 0 and below 1
     */
    record Estimated(MetricValue value, double standardError) implements Outcome {
        public Estimated {
            if (!(standardError > 0 && standardError < 1)) {
                throw new IllegalArgumentException(
                        "standardError must be above 0 and below 1 but was " + standardError);
            }
        }
    }

    /**
     * No value.
     *
     * @param reason safe for the payload: no personal data, host or error text; at most 200 characters
     * @param detail the database's error text, for the admin only; null where there is none
     */
    record Unavailable(Why why, String reason, @Nullable String detail) implements Outcome {}

    /** Why there is no value; in lower case in the payload. */
    enum Why {
        /** The statement or a lock took longer than allowed. */
        TIMEOUT,
        /** The statement failed, or its result does not match the definition. */
        ERROR,
        /** Excluded by the admin, known to be broken, or of values that were not stored. */
        EXCLUDED;

        /** The name in the payload. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
