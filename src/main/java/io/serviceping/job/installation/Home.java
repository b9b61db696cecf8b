package io.serviceping.job.installation;

import java.nio.file.Path;

/**
 * The folder that holds {@code config/}, {@code sql/} and {@code state/}.
 *
 * @param folder absolute
 */
public record Home(Path folder) {
    public Home {
        folder = folder.toAbsolutePath().normalize();
    }

    /** The folder of the lock, the progress, the opt-out flag and, by default, the state database. */
    public Path state() {
        return folder.resolve("state");
    }

    /** The key that encrypts the names of groups in the state database. */
    public Path groupsKey() {
        return state().resolve("groups.key");
    }

    /** A frozen ping's JSON for people to read. The bytes to send are in the state database. */
    public Path payloadFile(String period) {
        return state().resolve("pings").resolve(period + ".json");
    }
}
