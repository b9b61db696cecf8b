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

/** Time counted in whole numbers, in the steps that a time column can be split by. */
final class TimeSteps {
    private TimeSteps() {}

    /** The step an instant lies in. */
    static long at(TimestampUnit unit, Instant instant) {
        return switch (unit) {
            case TIMESTAMP, EPOCH_MILLIS -> instant.toEpochMilli();
            case DATE -> LocalDate.ofInstant(instant, ZoneOffset.UTC).toEpochDay();
            case EPOCH_SECONDS -> instant.getEpochSecond();
        };
    }

    /** The start of a step, as the column writes time. */
    static Parameter parameter(TimestampUnit unit, long step) {
        return switch (unit) {
            case TIMESTAMP ->
                new Parameter.Timestamp(LocalDateTime.ofInstant(Instant.ofEpochMilli(step), ZoneOffset.UTC));
            case DATE -> new Parameter.Date(LocalDate.ofEpochDay(step));
            case EPOCH_SECONDS, EPOCH_MILLIS -> new Parameter.Whole(step);
        };
    }

    /** The column as {@link #read} takes it; the session is in UTC. */
    static String readable(TimestampUnit unit, String column) {
        return switch (unit) {
            case TIMESTAMP -> "cast(" + column + " as timestamp)";
            case DATE -> "cast(" + column + " as date)";
            case EPOCH_SECONDS, EPOCH_MILLIS -> column;
        };
    }

    /** The step of the first column of the current row, which is not NULL. */
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
