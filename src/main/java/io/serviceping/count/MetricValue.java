package io.serviceping.count;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

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

        static Numeric of(long value) {
            return new Numeric(BigDecimal.valueOf(value));
        }
    }

    /** A text. */
    record Text(String value) implements MetricValue {}

    /** True or false. */
    record Truth(boolean value) implements MetricValue {}

    /** One value per group, in the order of the answer; no group holds another object. */
    record Grouped(Map<String, MetricValue> values) implements MetricValue {
        public Grouped {
            values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }
}
