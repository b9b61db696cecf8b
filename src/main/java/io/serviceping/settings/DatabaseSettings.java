package io.serviceping.settings;

import io.serviceping.jdbc.JdbcAddress;
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
    /** Whether it is H2 and the user has the name that H2's first user, an administrator, mostly has. */
    public boolean isUsualAdminOfH2() {
        return JdbcUrl.isH2(url) && (username == null || username.isEmpty() || username.equalsIgnoreCase("sa"));
    }

    /**
     * The address, with the password, which is read again each time.
     *
     * @throws UnreadableSecretException when its file cannot be read
     */
    public JdbcAddress address() {
        return new JdbcAddress(url, username, secret == null ? null : secret.reveal());
    }

    /** Whether it is a database of H2; else it is one of PostgreSQL. */
    public boolean isH2() {
        return JdbcUrl.isH2(url);
    }

    @Override
    public String toString() {
        return "DatabaseSettings[url=" + JdbcUrl.withoutParameters(url) + ", username=" + username + ", password="
                + (secret == null ? "none" : "(hidden)") + "]";
    }
}
