package io.serviceping.count.range;

import io.serviceping.definition.TimestampUnit;
import io.serviceping.plan.query.Parameter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Objects;

/** Time as whole numbers, in the steps by which a time column is split. */
final class TimeSteps {
    private TimeSteps() {}

    /** The step that contains an instant. */
    static long at(TimestampUnit unit, Instant instant) {
        return switch (unit) {
            case TIMESTAMP, EPOCH_MILLIS -> instant.toEpochMilli();
            case DATE -> LocalDate.ofInstant(instant, ZoneOffset.UTC).toEpochDay();
            case EPOCH_SECONDS -> instant.getEpochSecond();
        };
    }

    /** A step's start, as a column value. */
    static Parameter parameter(TimestampUnit unit, long step) {
        return switch (unit) {
            case TIMESTAMP ->
                new Parameter.Timestamp(LocalDateTime.ofInstant(Instant.ofEpochMilli(step), ZoneOffset.UTC));
            case DATE -> new Parameter.Date(LocalDate.ofEpochDay(step));
            case EPOCH_SECONDS, EPOCH_MILLIS -> new Parameter.Whole(step);
        };
    }

    /** The expression that {@link #read} takes; the session is in UTC. */
    static String readable(TimestampUnit unit, String column) {
        return switch (unit) {
            case TIMESTAMP -> "cast(" + column + " as timestamp)";
            case DATE -> "cast(" + column + " as date)";
            case EPOCH_SECONDS, EPOCH_MILLIS -> column;
        };
    }

    /** The step of the current row's first column, which is not NULL. */
    static long read(TimestampUnit unit, ResultSet row) throws SQLException {
        return switch (unit) {
            case TIMESTAMP ->
                Objects.requireNonNull(row.getObject(1, LocalDateTime.class))
                        .toInstant(ZoneOffset.UTC)
                        .toEpochMilli();
            case DATE ->
                Objects.requireNonNull(row.getObject(1, LocalDate.class)).toEpochDay();
            case EPOCH_SECONDS, EPOCH_MILLIS -> row.getLong(1);
        };
    }
}
