package io.serviceping.definition;

/** What a metric's value must be; anything else the query brings is the metric's error. */
public enum ValueType {
    NUMBER,
    STRING,
    BOOLEAN,
    /** One value per group: the query returns two columns, key and value. */
    OBJECT;

    /** The word used in definitions. */
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
