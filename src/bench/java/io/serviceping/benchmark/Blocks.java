package io.serviceping.benchmark;

import io.serviceping.testing.TestDatabase;
import java.sql.SQLException;

/**
 * Blocks of 8 KB, as PostgreSQL counts them.
 *
 * @param touched found in shared buffers or read, of whatever kind
 * @param read not found in shared buffers; the operating system may have had them
 * @param tableRead those of them that are of the table itself, without its indexes
 */
record Blocks(long touched, long read, long tableRead) {
    private static final String OTHERS =
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
                    + " and backend_type = 'client backend'";

    /** Waits until all other sessions have ended, since each reports what it did when it ends. */
    static Blocks of(TestDatabase.Url database) throws SQLException, InterruptedException {
        try (Session session = Session.open(database)) {
            while (session.number(OTHERS).orElseThrow() > 0) {
                Thread.sleep(20);
            }
            String all = " from pg_stat_database where datname = current_database()";
            return new Blocks(
                    session.number("select blks_hit + blks_read" + all).orElseThrow(),
                    session.number("select blks_read" + all).orElseThrow(),
                    session.number("select heap_blks_read from pg_statio_user_tables where relname = 'events'")
                            .orElse(0L));
        }
    }

    static long ofTable(TestDatabase.Url database) throws SQLException {
        try (Session session = Session.open(database)) {
            return session.number("select pg_relation_size('events') / current_setting('block_size')::int")
                    .orElseThrow();
        }
    }

    Blocks minus(Blocks before) {
        return new Blocks(touched - before.touched, read - before.read, tableRead - before.tableRead);
    }
}
