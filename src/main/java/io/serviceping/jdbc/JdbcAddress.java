package io.serviceping.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * The URL and credentials of a database.
 *
 * @param url a JDBC URL of PostgreSQL or H2
 * @param username null: the driver's default
 * @param password null: no password
 */
public record JdbcAddress(
        String url, @Nullable String username, @Nullable String password) {
    private static final String H2 = "jdbc:h2:";
    private static final String POSTGRESQL = "jdbc:postgresql:";

    public JdbcAddress {
        if (!url.startsWith(POSTGRESQL) && !url.startsWith(H2)) {
            throw new IllegalArgumentException("url must start with " + POSTGRESQL + " or " + H2 + " but did not");
        }
    }

    /** Whether the database is H2; otherwise it is PostgreSQL. */
    public boolean isH2() {
        return url.startsWith(H2);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "JdbcAddress[" + url + ", " + username + "]";
    }
}
