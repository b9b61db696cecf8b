package io.serviceping.count.result;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What became of a metric: a value, or no value and a reason. */
public sealed interface Outcome {
    /** An exact value. */
    record Counted(MetricValue value) implements Outcome {}

    /**
     * A value that a sketch estimates: a distinct count whose set took more memory than allowed.
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
     * @param reason fit for the payload: names no person, host or error text; at most 200 characters
     * @param detail what the database said, for the admin's eyes only; null where there is nothing to add
     */
    record Unavailable(Why why, String reason, @Nullable String detail) implements Outcome {}

    /** Why there is no value; the word of the payload is the name in lower case. */
    enum Why {
        /** The statement or a lock took longer than allowed. */
        TIMEOUT,
        /** The statement failed, or its answer was not what the definition promises. */
        ERROR,
        /** Left out: by the admin, or because the metric is known to be broken. */
        EXCLUDED;

        /** The payload's word. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
