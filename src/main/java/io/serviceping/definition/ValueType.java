package io.serviceping.definition;

/** The required type of a metric's value. A query result of another type is an error of the metric. */
public enum ValueType {
    NUMBER,
    STRING,
    BOOLEAN,
    /** One value per group: the query returns two columns, key and value. */
    OBJECT;

    /** The word in definitions. */
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
