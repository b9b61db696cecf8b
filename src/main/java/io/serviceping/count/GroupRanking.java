package io.serviceping.count;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Map;

/** The order of an object's groups: the largest value first, those without one last; equal ones by their keys. */
final class GroupRanking {
    static final Comparator<Map.Entry<String, MetricValue>> LARGEST_FIRST = Comparator.comparing(
                    (Map.Entry<String, MetricValue> group) -> !(group.getValue() instanceof MetricValue.Numeric))
            .thenComparing(group -> number(group.getValue()), Comparator.reverseOrder())
            .thenComparing(Map.Entry::getKey);

    private GroupRanking() {}

    private static BigDecimal number(MetricValue value) {
        return value instanceof MetricValue.Numeric numeric ? numeric.value() : BigDecimal.ZERO;
    }
}
