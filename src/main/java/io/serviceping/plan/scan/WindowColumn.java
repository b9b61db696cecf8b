package io.serviceping.plan.scan;

import io.serviceping.definition.TimestampUnit;
import io.serviceping.plan.query.Parameter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The column that a metric's window filters.
 *
 * @param expression in canonical form: equal texts mean the same column
 */
public record WindowColumn(String expression, TimestampUnit unit) {
    /** The instant {@code days} days before {@code asOf}, in the column's unit. */
    public Parameter before(Instant asOf, int days) {
        return Parameter.at(asOf.minus(days, ChronoUnit.DAYS), unit);
    }
}
