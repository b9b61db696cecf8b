package io.serviceping.settings;

import org.jspecify.annotations.Nullable;

/**
 * One row of the table of settings.
 *
 * @param name below {@code service-ping}, with {@code *} for the name of a database
 * @param fallback the default as a user would write it; null without a default
 * @param required whether a missing value is a problem if there is no default
 * @param meaning for the reference, in Markdown
 */
record Setting<T>(
        String name, SettingType<T> kind, @Nullable String fallback, boolean required, String meaning) {
    static final String PREFIX = "service-ping.";

    String fullName() {
        return PREFIX + name;
    }

    /** Whether each database has its own value. */
    boolean isOfDatabase() {
        return name.contains("*");
    }

    /** This setting for one database. */
    Setting<T> in(String database) {
        return new Setting<>(name.replace("*", database), kind, fallback, required, meaning);
    }
}
