package io.serviceping.benchmark;

import io.serviceping.testing.TestDatabase;
import java.sql.SQLException;
import java.util.Optional;

/** Lets {@code pg_stat_statements} note how long the statements of a database take. */
record StatementWatch(TestDatabase.Url database, String name) implements AutoCloseable {
    /** Empty where the server has not loaded the extension. */
    static Optional<StatementWatch> on(TestDatabase.Url database) throws SQLException {
        try (Session session = Session.open(database)) {
            if (!session.text("show shared_preload_libraries").contains("pg_stat_statements")) {
                return Optional.empty();
            }
            String name = session.text("select current_database()");
            session.execute("create extension if not exists pg_stat_statements");
            session.execute("select pg_stat_statements_reset()");
            session.execute("alter database " + name + " set pg_stat_statements.track = 'top'");
            return Optional.of(new StatementWatch(database, name));
        }
    }

    /** Seconds of the longest statement on the events since it was switched on. */
    double longest() throws SQLException {
        try (Session session = Session.open(database)) {
            return Double.parseDouble(
                    session.text("select coalesce(max(max_exec_time), 0) / 1000 from pg_stat_statements"
                            + " where query ilike 'select%events%'"));
        }
    }

    @Override
    public void close() throws SQLException {
        database.execute("alter database " + name + " reset pg_stat_statements.track");
    }
}
