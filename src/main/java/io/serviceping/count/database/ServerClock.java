package io.serviceping.count.database;

import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** The clocks of the database servers on other machines. */
public final class ServerClock {
    /** No row on this machine, where the server has our clock: the addresses are equal, or null for a Unix socket. */
    private static final BoundQuery NOW =
            BoundQuery.of("select clock_timestamp() where inet_client_addr() <> inet_server_addr()");

    private final ApplicationDatabases databases;

    public ServerClock(ApplicationDatabases databases) {
        this.databases = databases;
    }

    /** The server's time. Empty: an embedded database, a server on this machine, or no answer. */
    public Optional<Instant> now(String database) {
        Session session = databases.session(database);
        if (session.dialect() != SessionDialect.POSTGRESQL) {
            return Optional.empty();
        }
        try {
            List<OffsetDateTime> now = NOW.rows(session, row -> row.getObject(1, OffsetDateTime.class));
            return now.stream().findFirst().map(OffsetDateTime::toInstant);
        } catch (SQLException e) {
            // The plan needs the database too, and says why it does not answer.
            return Optional.empty();
        }
    }
}
