package io.serviceping.count.range;

import io.serviceping.plan.query.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * A SQL condition that can be joined with AND.
 *
 * @param sql with a {@code ?} for each parameter. Empty: holds for every row
 */
public record RangeCondition(String sql, List<Parameter> parameters) {
    public RangeCondition {
        parameters = List.copyOf(parameters);
    }

    RangeCondition and(RangeCondition other) {
        if (sql.isEmpty() || other.sql.isEmpty()) {
            return sql.isEmpty() ? other : this;
        }
        List<Parameter> both = new ArrayList<>(parameters);
        both.addAll(other.parameters);
        return new RangeCondition(sql + " and " + other.sql, both);
    }
}
