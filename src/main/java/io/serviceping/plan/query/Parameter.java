package io.serviceping.plan.query;

import io.serviceping.definition.TimestampUnit;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** A value bound to a planned statement. Times are in UTC, which is also the time zone of the session. */
public sealed interface Parameter {
    /** What JDBC is given. */
    Object value();

    /** The same as a SQL literal, for people who read the plan. */
    String literal();

    /** The instant as a column of that unit has it. */
    static Parameter at(Instant instant, TimestampUnit unit) {
        return switch (unit) {
            case TIMESTAMP -> Timestamp.of(instant);
            case DATE -> new Date(LocalDate.ofInstant(instant, ZoneOffset.UTC));
            case EPOCH_SECONDS -> new Whole(instant.getEpochSecond());
            case EPOCH_MILLIS -> new Whole(instant.toEpochMilli());
        };
    }

    /** A point in time, for a timestamp column with or without a zone. */
    record Timestamp(LocalDateTime value) implements Parameter {
        static Timestamp of(Instant instant) {
            return new Timestamp(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
        }

        @Override
        public String literal() {
            return "timestamp '" + value.toLocalDate() + " " + value.toLocalTime() + "'";
        }
    }

    /** A day. */
    record Date(LocalDate value) implements Parameter {
        @Override
        public String literal() {
            return "date '" + value + "'";
        }
    }

    /** A whole number, such as epoch milliseconds. */
    record Whole(Long value) implements Parameter {
        @Override
        public String literal() {
            return value.toString();
        }
    }

    /** A text, or a value of another type in the database's own writing, to be cast. */
    record Text(String value) implements Parameter {
        @Override
        public String literal() {
            return "'" + value.replace("'", "''") + "'";
        }
    }
}
