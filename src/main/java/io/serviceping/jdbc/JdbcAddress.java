package io.serviceping.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * How to reach a database.
 *
 * @param url a JDBC URL of PostgreSQL or H2
 * @param username null for the driver's default
 * @param password null for none
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

    /** Whether it is a database of H2; else it is one of PostgreSQL. */
    public boolean isH2() {
        return url.startsWith(H2);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "JdbcAddress[" + url + ", " + username + "]";
    }
}
