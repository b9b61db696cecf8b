package io.serviceping.count.result;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A metric's value as it will stand in the payload. */
public sealed interface MetricValue {
    /** SQL's NULL: an answer, such as the sum of nothing. */
    record Null() implements MetricValue {}

    /** An exact number, without trailing zeros after the decimal point. */
    record Numeric(BigDecimal value) implements MetricValue {
        public Numeric {
            value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
            value = value.scale() < 0 ? value.setScale(0) : value;
        }

        public static Numeric of(long value) {
            return new Numeric(BigDecimal.valueOf(value));
        }
    }

    /** A text. */
    record Text(String value) implements MetricValue {}

    /** True or false. */
    record Truth(boolean value) implements MetricValue {}

    /**
     * One value per group, in the order of the answer; no group holds another object.
     *
     * @param cut present where there were more groups than an object may have
     */
    record Grouped(Map<String, MetricValue> values, Optional<Cut> cut) implements MetricValue {
        public Grouped {
            values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        /** All groups there are. */
        public Grouped(Map<String, MetricValue> values) {
            this(values, Optional.empty());
        }
    }

    /**
     * What became of too many groups.
     *
     * @param kept how many of the largest have a value of their own
     * @param folded how many groups the rest is
     * @param key under which the value of the rest stands, which no group has; empty where the rest has no value
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
