package io.serviceping.count.result;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A metric's value, as in the payload. */
public sealed interface MetricValue {
    /** SQL's NULL, such as the sum of no rows. */
    record Null() implements MetricValue {}

    /** An exact number, without trailing zeros. */
    record Numeric(BigDecimal value) implements MetricValue {
        public Numeric {
            value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
            value = value.scale() < 0 ? value.setScale(0) : value;
        }

        public static Numeric of(long value) {
            return new Numeric(BigDecimal.valueOf(value));
        }
    }

    /** A string. */
    record Text(String value) implements MetricValue {}

    /** A boolean. */
    record Truth(boolean value) implements MetricValue {}

    /**
     * One value per group, in result order; not nested.
     *
     * @param cut present where there were too many groups
     * @param nullKey the key of the group of NULL, where that is not {@code null} because a text is
     */
    record Grouped(Map<String, MetricValue> values, Optional<Cut> cut, Optional<String> nullKey)
            implements MetricValue {
        public Grouped {
            values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        /** Groups of which none was folded. */
        public Grouped(Map<String, MetricValue> values) {
            this(values, Optional.empty());
        }

        /** Those of which the group of NULL, if there is one, has its usual key. */
        public Grouped(Map<String, MetricValue> values, Optional<Cut> cut) {
            this(values, cut, Optional.empty());
        }
    }

    /**
     * How too many groups were folded.
     *
     * @param kept number of largest groups that keep their value
     * @param folded number of groups folded into one
     * @param key the folded groups' key, which no group has. Empty: they have no value
     */
    record Cut(int kept, int folded, Optional<String> key) {
        public Cut {
            if (kept < 1 || folded < 1) {
                throw new IllegalArgumentException(
                        "kept and folded must be at least 1 but were " + kept + " and " + folded);
            }
        }
    }
}
