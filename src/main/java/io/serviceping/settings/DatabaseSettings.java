package io.serviceping.settings;

import io.serviceping.jdbc.JdbcAddress;
import org.jspecify.annotations.Nullable;

/**
 * How to connect to a database.
 *
 * @param url {@code jdbc:postgresql:…} or {@code jdbc:h2:…} without a password; the file of an H2 database is absolute
 * @param username null for the driver's default
 * @param secret the source of the password; null without a password
 */
public record DatabaseSettings(
        String url, @Nullable String username, @Nullable Secret secret) {
    /** Whether this is H2 with the usual name of its first user, who is an administrator. */
    public boolean isUsualAdminOfH2() {
        return JdbcUrl.isH2(url) && (username == null || username.isEmpty() || username.equalsIgnoreCase("sa"));
    }

    /**
     * The address with the password, which is read again at each call.
     *
     * @throws UnreadableSecretException if the password's file cannot be read
     */
    public JdbcAddress address() {
        return new JdbcAddress(url, username, secret == null ? null : secret.reveal());
    }

    /** Whether this is an H2 database; otherwise it is PostgreSQL. */
    public boolean isH2() {
        return JdbcUrl.isH2(url);
    }

    @Override
    public String toString() {
        return "DatabaseSettings[url=" + JdbcUrl.withoutParameters(url) + ", username=" + username + ", password="
                + (secret == null ? "none" : "(hidden)") + "]";
    }
}
