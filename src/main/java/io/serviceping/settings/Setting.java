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

    static <T> Setting<T> required(String name, SettingType<T> kind, String meaning) {
        return new Setting<>(name, kind, null, true, meaning);
    }

    static <T> Setting<T> optional(String name, SettingType<T> kind, String meaning) {
        return new Setting<>(name, kind, null, false, meaning);
    }

    static <T> Setting<T> of(String name, SettingType<T> kind, String fallback, String meaning) {
        return new Setting<>(name, kind, fallback, false, meaning);
    }

    String fullName() {
        return PREFIX + name;
    }

    /** This setting for one database. */
    Setting<T> in(String database) {
        return new Setting<>(name.replace("*", database), kind, fallback, required, meaning);
    }
}
