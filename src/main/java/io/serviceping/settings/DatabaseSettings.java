package io.serviceping.settings;

import org.jspecify.annotations.Nullable;

/**
 * How to reach a database.
 *
 * @param url {@code jdbc:postgresql:…} or {@code jdbc:h2:…} without a password; the file of an H2 database is absolute
 * @param username null for the driver's default
 * @param secret where the password comes from; null for none
 */
public record DatabaseSettings(
        String url, @Nullable String username, @Nullable Secret secret) {
    /**
     * The password, read anew each time; null for none.
     *
     * @throws UnreadableSecretException when its file cannot be read
     */
    public @Nullable String password() {
        return secret == null ? null : secret.reveal();
    }

    @Override
    public String toString() {
        return "DatabaseSettings[url=" + JdbcUrl.withoutParameters(url) + ", username=" + username + ", password="
                + (secret == null ? "none" : "(hidden)") + "]";
    }
}
