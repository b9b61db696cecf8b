package io.serviceping.collector.store;

import java.nio.file.Path;

/**
 * The database of the pings.
 *
 * @param url {@code jdbc:h2:file:…} or {@code jdbc:postgresql:…}
 * @param username a user who may create tables
 * @param password may be empty
 */
public record Storage(String url, String username, String password) {
    private static final String H2 = "jdbc:h2:";
    /**
     * Pages are small, because each forced commit writes every page that it touched. H2 reuses freed space after five
     * seconds, not 45: {@link GroupCommit} forces everything written long before.
     */
    private static final String H2_SETTINGS =
            ";PAGE_SIZE=4096;RETENTION_TIME=5000;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";

    public Storage {
        if (!url.startsWith(H2) && !url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("url must start with jdbc:h2: or jdbc:postgresql:");
        }
    }

    /** An H2 file in that folder; one running collector per folder. */
    public static Storage in(Path folder) {
        if (folder.toString().contains(";")) {
            throw new IllegalArgumentException("data must be a folder without ';' in its path but was " + folder);
        }
        return new Storage(H2 + "file:" + folder.toAbsolutePath().resolve("collector") + H2_SETTINGS, "", "");
    }

    public boolean isH2() {
        return url.startsWith(H2);
    }

    /** Omits the password. */
    @Override
    public String toString() {
        return url.split("[?;]", 2)[0] + (username.isEmpty() ? "" : " as " + username);
    }
}
