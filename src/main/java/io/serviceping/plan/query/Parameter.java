package io.serviceping.plan.query;

import io.serviceping.definition.TimestampUnit;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** A value bound to a planned statement. Times are in UTC, the time zone of the session. */
public sealed interface Parameter {
    /** The value for JDBC. */
    Object value();

    /** The value as a SQL literal, for readers of the plan. */
    String literal();

    /** The instant in the column's unit. */
    static Parameter at(Instant instant, TimestampUnit unit) {
        return switch (unit) {
            case TIMESTAMP -> Timestamp.of(instant);
            case DATE -> new Date(LocalDate.ofInstant(instant, ZoneOffset.UTC));
            case EPOCH_SECONDS -> new Whole(instant.getEpochSecond());
            case EPOCH_MILLIS -> new Whole(instant.toEpochMilli());
        };
    }

    /** A point in time, for a timestamp column with or without a time zone. */
    record Timestamp(LocalDateTime value) implements Parameter {
        static Timestamp of(Instant instant) {
            return new Timestamp(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
        }

        @Override
        public String literal() {
            return "timestamp '" + value.toLocalDate() + " " + value.toLocalTime() + "'";
        }
    }

    record Date(LocalDate value) implements Parameter {
        @Override
        public String literal() {
            return "date '" + value + "'";
        }
    }

    /** An integer, such as epoch milliseconds. */
    record Whole(Long value) implements Parameter {
        @Override
        public String literal() {
            return value.toString();
        }
    }

    /** A text, or the database's text for a value of another type, to be cast. */
    record Text(String value) implements Parameter {
        @Override
        public String literal() {
            return "'" + value.replace("'", "''") + "'";
        }
    }
}
