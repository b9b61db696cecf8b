package io.serviceping.state;

import org.jspecify.annotations.Nullable;

/**
 * How to reach the state database.
 *
 * @param url a JDBC URL of an H2 file or of PostgreSQL
 */
public record StateAddress(
        String url, @Nullable String username, @Nullable String password) {
    public StateAddress {
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
        return "StateAddress[" + url + ", " + username + "]";
    }
}
