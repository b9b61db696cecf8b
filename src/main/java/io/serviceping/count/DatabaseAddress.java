package io.serviceping.count;

import org.jspecify.annotations.Nullable;

/**
 * How to reach an application database.
 *
 * @param url a JDBC URL of PostgreSQL or H2
 */
public record DatabaseAddress(
        String url, @Nullable String username, @Nullable String password) {
    public DatabaseAddress {
        if (!url.startsWith("jdbc:postgresql:") && !url.startsWith("jdbc:h2:")) {
            throw new IllegalArgumentException("url must start with jdbc:postgresql: or jdbc:h2: but did not");
        }
    }

    boolean isH2() {
        return url.startsWith("jdbc:h2:");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "DatabaseAddress[" + url + ", " + username + "]";
    }
}
