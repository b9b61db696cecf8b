package io.serviceping.plan;

import java.util.List;
import java.util.Optional;

/**
 * Metrics that one statement can answer, if it does not become too wide.
 *
 * @param grouping the expression whose values are the keys, and its type
 * @param distinct the key expression of the distinct values; empty for all other aggregates
 * @param metrics never empty
 */
record Family(Optional<Grouping> grouping, Optional<String> distinct, List<Asked> metrics) {
    /** A GROUP BY of the author's. */
    record Grouping(String expression, SqlType type) {}

    Family {
        metrics = List.copyOf(metrics);
    }

    Family with(List<Asked> some) {
        return new Family(grouping, distinct, some);
    }
}
