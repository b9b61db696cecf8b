package io.serviceping.count.range;

import io.serviceping.plan.query.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * A condition on the rows of a table, fit to be joined by AND.
 *
 * @param sql with a {@code ?} for each parameter
 */
public record Condition(String sql, List<Parameter> parameters) {
    public Condition {
        parameters = List.copyOf(parameters);
    }

    /** Both; an empty one holds for every row. */
    Condition and(Condition other) {
        if (sql.isEmpty() || other.sql.isEmpty()) {
            return sql.isEmpty() ? other : this;
        }
        List<Parameter> both = new ArrayList<>(parameters);
        both.addAll(other.parameters);
        return new Condition(sql + " and " + other.sql, both);
    }
}
