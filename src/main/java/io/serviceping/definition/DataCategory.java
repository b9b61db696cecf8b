package io.serviceping.definition;

/** A group of metrics that an admin can switch off. */
public enum DataCategory {
    STANDARD,
    SUBSCRIPTION,
    OPERATIONAL,
    /** The default. */
    OPTIONAL;

    /** The word in definitions and configuration. */
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
