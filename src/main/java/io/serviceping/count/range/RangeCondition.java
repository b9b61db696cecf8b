package io.serviceping.count.range;

import io.serviceping.plan.query.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * A condition on the rows of a table, fit to be joined by AND.
 *
 * @param sql with a {@code ?} for each parameter
 */
public record RangeCondition(String sql, List<Parameter> parameters) {
    public RangeCondition {
        parameters = List.copyOf(parameters);
    }

    /** Both; an empty one holds for every row. */
    RangeCondition and(RangeCondition other) {
        if (sql.isEmpty() || other.sql.isEmpty()) {
            return sql.isEmpty() ? other : this;
        }
        List<Parameter> both = new ArrayList<>(parameters);
        both.addAll(other.parameters);
        return new RangeCondition(sql + " and " + other.sql, both);
    }
}
