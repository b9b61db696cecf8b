package io.serviceping.definition;

/** How a timestamp column stores time. */
public enum TimestampUnit {
    /** A timestamp, with a zone or in UTC. */
    TIMESTAMP,
    /** A date, in UTC. */
    DATE,
    /** Whole seconds since 1970-01-01T00:00:00Z. */
    EPOCH_SECONDS,
    /** Whole milliseconds since 1970-01-01T00:00:00Z. */
    EPOCH_MILLIS;

    /** The word in definitions. */
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
