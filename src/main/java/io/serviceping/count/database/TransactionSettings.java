package io.serviceping.count.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the settings to a transaction that has just begun. Leaves out optional settings that the server refuses.
 * Thread-safe.
 */
final class TransactionSettings {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionSettings.class);

    private final SessionDialect dialect;
    private final CountLimits limits;
    private volatile Map<String, String> wishes;

    TransactionSettings(SessionDialect dialect, CountLimits limits) {
        this.dialect = dialect;
        this.limits = limits;
        this.wishes = dialect.wishes();
    }

    /** The connection must have auto-commit off and no transaction under way. */
    void begin(Connection connection, Isolation isolation) throws SQLException {
        Map<String, String> tried = wishes;
        try {
            execute(connection, dialect.begin(limits, isolation, tried));
        } catch (SQLException e) {
            if (tried.isEmpty() || SessionDialect.isConnectionLost(e) || SessionDialect.isCancelled(e)) {
                throw e;
            }
            connection.rollback();
            wishes = granted(connection, tried);
            execute(connection, dialect.begin(limits, isolation, wishes));
        }
    }

    private Map<String, String> granted(Connection connection, Map<String, String> tried) throws SQLException {
        Map<String, String> granted = new TreeMap<>();
        for (Map.Entry<String, String> wish : tried.entrySet()) {
            try {
                execute(connection, dialect.begin(limits, Isolation.READ_COMMITTED, Map.ofEntries(wish)));
                granted.put(wish.getKey(), wish.getValue());
            } catch (SQLException e) {
                if (SessionDialect.isConnectionLost(e) || SessionDialect.isCancelled(e)) {
                    throw e;
                }
            }
            connection.rollback();
        }
        Set<String> refused = new TreeSet<>(tried.keySet());
        refused.removeAll(granted.keySet());
        LOG.debug("The server does not take settings, and counting does without: settings={}", refused);
        return granted;
    }

    /** As a prepared statement, since the driver then splits this text once for a connection and not each time. */
    private static void execute(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }
}
