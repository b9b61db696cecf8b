package io.serviceping.cli;

import io.serviceping.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Holds the first session that is about to store a certain row in a state database on PostgreSQL, in the middle of its
 * transaction, until the test releases it. All other sessions pass.
 */
final class HeldWrite implements AutoCloseable {
    private static final int FIRST = 1;
    private static final int GATE = 2;

    private final TestDatabase.Url state;
    private final Connection gate;

    private HeldWrite(TestDatabase.Url state, Connection gate) {
        this.state = state;
        this.gate = gate;
    }

    /**
     * @param table a table of the state database
     * @param condition on the row, named {@code new}
     */
    static HeldWrite of(TestDatabase.Url state, String table, String condition) throws SQLException {
        state.execute(
                "create function hold() returns trigger language plpgsql as $$ begin"
                        + " if pg_try_advisory_xact_lock(" + FIRST + ") then"
                        + " perform pg_advisory_xact_lock_shared(" + GATE + "); end if; return new; end $$",
                "create trigger hold before insert on " + table + " for each row when (" + condition
                        + ") execute function hold()");
        Connection gate = state.connect();
        try (Statement statement = gate.createStatement()) {
            statement.execute("select pg_advisory_lock(" + GATE + ")");
        }
        return new HeldWrite(state, gate);
    }

    boolean isReached() {
        return number("select count(*) from pg_locks where locktype = 'advisory' and not granted and objid = " + GATE
                        + " and database = (select oid from pg_database where datname = current_database())")
                > 0;
    }

    /** Whether another session waits for the held one. */
    boolean isInTheWay() {
        return number("select count(*) from pg_stat_activity waiting"
                        + " join pg_locks held on held.pid = any(pg_blocking_pids(waiting.pid))"
                        + " where waiting.datname = current_database()"
                        + " and held.locktype = 'advisory' and not held.granted and held.objid = " + GATE)
                > 0;
    }

    private long number(String sql) {
        return JdbcClient.create(state.dataSource()).sql(sql).query(Long.class).single();
    }

    void letThrough() {
        close();
    }

    @Override
    public void close() {
        try {
            gate.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
