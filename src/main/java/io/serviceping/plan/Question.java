package io.serviceping.plan;

import io.serviceping.definition.TimeFrame;
import io.serviceping.definition.TimestampColumn;
import io.serviceping.definition.TimestampUnit;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** A definition's SELECT made into a finished statement: as written, or with a window on its outermost WHERE. */
record Question(String sql, List<Parameter> parameters) {
    static Question asWritten(String sql) {
        return new Question(sql, List.of());
    }

    static Question windowed(String sql, TimestampColumn column, TimeFrame frame, Instant asOf) {
        return new Question(
                new Window(column).addedTo(sql),
                List.of(bound(column.unit(), asOf.minus(frame.days(), ChronoUnit.DAYS)), bound(column.unit(), asOf)));
    }

    private static Parameter bound(TimestampUnit unit, Instant instant) {
        return switch (unit) {
            case TIMESTAMP -> Parameter.Timestamp.of(instant);
            case DATE -> new Parameter.Date(LocalDate.ofInstant(instant, ZoneOffset.UTC));
            case EPOCH_SECONDS -> new Parameter.Whole(instant.getEpochSecond());
            case EPOCH_MILLIS -> new Parameter.Whole(instant.toEpochMilli());
        };
    }
}
