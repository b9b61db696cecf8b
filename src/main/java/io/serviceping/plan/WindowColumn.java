package io.serviceping.plan;

import io.serviceping.definition.TimestampUnit;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * The column that a metric's window is put on.
 *
 * @param expression in canonical form, so that equal texts mean the same column
 */
public record WindowColumn(String expression, TimestampUnit unit) {
    /** The instant so many days before the other, in the column's unit. */
    Parameter before(Instant asOf, int days) {
        Instant instant = asOf.minus(days, ChronoUnit.DAYS);
        return switch (unit) {
            case TIMESTAMP -> Parameter.Timestamp.of(instant);
            case DATE -> new Parameter.Date(LocalDate.ofInstant(instant, ZoneOffset.UTC));
            case EPOCH_SECONDS -> new Parameter.Whole(instant.getEpochSecond());
            case EPOCH_MILLIS -> new Parameter.Whole(instant.toEpochMilli());
        };
    }
}
