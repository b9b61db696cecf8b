package io.serviceping.definition;

/** What an admin can switch off as a group. */
public enum DataCategory {
    STANDARD,
    SUBSCRIPTION,
    OPERATIONAL,
    /** The category of a definition that names none. */
    OPTIONAL;

    /** The word used in definitions and configuration. */
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
