package io.serviceping.count;

import io.serviceping.plan.Parameter;
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
}
