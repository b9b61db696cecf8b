package io.serviceping.plan;

import io.serviceping.definition.TimestampUnit;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The column that a metric's window is put on.
 *
 * @param expression in canonical form, so that equal texts mean the same column
 */
public record WindowColumn(String expression, TimestampUnit unit) {
    /** The instant so many days before the other, in the column's unit. */
    Parameter before(Instant asOf, int days) {
        return Parameter.at(asOf.minus(days, ChronoUnit.DAYS), unit);
    }
}
