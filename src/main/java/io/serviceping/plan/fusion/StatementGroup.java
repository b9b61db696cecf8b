package io.serviceping.plan.fusion;

import io.serviceping.plan.aggregate.SqlType;
import io.serviceping.plan.scan.MetricAggregate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Metrics that one statement can answer if it does not become too wide.
 *
 * @param grouping the expression whose values are the keys, and its type
 * @param distinct the key expression of distinct values that come one per row, with masks; empty for all other
 *     aggregates
 * @param packed the key expressions of distinct values that come packed, by the counted argument
 * @param metrics never empty
 */
record StatementGroup(
        Optional<Grouping> grouping,
        Optional<String> distinct,
        Map<String, String> packed,
        List<MetricAggregate> metrics) {
    record Grouping(String expression, SqlType type) {}

    StatementGroup {
        packed = Map.copyOf(packed);
        metrics = List.copyOf(metrics);
    }

    StatementGroup with(List<MetricAggregate> some) {
        return new StatementGroup(grouping, distinct, packed, some);
    }

    Optional<String> packedKey(MetricAggregate aggregate) {
        return aggregate.countsDistinct()
                ? Optional.ofNullable(packed.get(aggregate.aggregate().argument()))
                : Optional.empty();
    }
}
