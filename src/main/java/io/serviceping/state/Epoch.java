package io.serviceping.state;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The fencing token of a run: a number in the state database that each run increases when it gets the lock. A run that
 * has lost its lock without noticing finds another number there.
 */
final class Epoch {
    private static final String RAISE = "update run_epoch set number = number + 1";
    private static final String READ = "select number from run_epoch";
    /** Locks the row until the transaction ends, so that no run takes over between this check and the commit. */
    private static final String LOOK = "select number from run_epoch where number = :number ";
    /** In upper case, because H2 resolves those names under every setting for the case of names. */
    private static final String CHANGED_IN_H2 =
            "select CONTAINS_UNCOMMITTED from INFORMATION_SCHEMA.SESSIONS where SESSION_ID = SESSION_ID()";

    private static final String CHANGED_IN_POSTGRESQL = "select pg_current_xact_id_if_assigned() is not null";

    private final long number;
    private final boolean h2;

    private Epoch(long number, boolean h2) {
        this.number = number;
        this.h2 = h2;
    }

    /** Takes over: from now on, no transaction of an earlier epoch commits. */
    static Epoch raise(Connection connection, boolean h2) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(RAISE);
            try (ResultSet row = statement.executeQuery(READ)) {
                row.next();
                Epoch raised = new Epoch(row.getLong(1), h2);
                connection.commit();
                return raised;
            }
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** Whether the current transaction has changed anything. */
    boolean hasChanges(DataSource state) {
        return JdbcClient.create(state)
                .sql(h2 ? CHANGED_IN_H2 : CHANGED_IN_POSTGRESQL)
                .query(Boolean.class)
                .single();
    }

    /** Whether no other run has taken over. If true, none can take over before the current transaction ends. */
    boolean isCurrent(DataSource state) {
        return JdbcClient.create(state)
                .sql(LOOK + (h2 ? "for update" : "for share"))
                .param("number", number)
                .query(Long.class)
                .optional()
                .isPresent();
    }
}
